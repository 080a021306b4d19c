"""The server of a committee meeting: it joins the video room to the record."""
