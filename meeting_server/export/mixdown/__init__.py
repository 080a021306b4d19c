"""The whole meeting as one file to watch: all voices on one clock, the cameras side by side; a process of its own."""
