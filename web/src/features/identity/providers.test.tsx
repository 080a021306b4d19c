import { afterEach, describe, expect, it, vi } from "vitest";
import { speak } from "../../i18n/t.ts";
import { accessible, draw, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { ProviderCard } from "./provider-card.tsx";
import { ProviderSignIn } from "./provider-sign-in.tsx";
import { signOut, who } from "./who.ts";

const AGENCY = { provider: "agency", name_th: "บัญชีของหน่วยงาน", name_en: "Agency account" };

afterEach(() => {
  speak("th");
  history.replaceState(null, "", "/");
  vi.restoreAllMocks();
});

function watchLeaving() {
  return vi.spyOn(location, "assign").mockImplementation(() => {});
}

describe("signing in by a provider", () => {
  it("has a button for each, in the language of the page, and goes where the server says", async () => {
    const { asked } = answerRequests({
      "GET /api/providers": () => [AGENCY],
      "POST /api/providers/agency/sign-in": () => ({ address: "https://login.example/auth" }),
    });
    const left = watchLeaving();
    const place = await draw(<ProviderSignIn next="/meetings/new" />);
    await vi.waitFor(() => expect(place.querySelector("button")?.textContent).toBe("เข้าสู่ระบบด้วย บัญชีของหน่วยงาน"));
    await accessible(place);
    await press(place, "เข้าสู่ระบบด้วย บัญชีของหน่วยงาน");
    await vi.waitFor(() => expect(left).toHaveBeenCalledWith("https://login.example/auth"));
    expect(asked[1]).toEqual(["POST /api/providers/agency/sign-in", { next: "/meetings/new" }]);
    speak("en");
    await vi.waitFor(() => expect(place.querySelector("button")?.textContent).toBe("Sign in with Agency account"));
  });

  it("shows nothing where there is none, and where it cannot be asked", async () => {
    for (const answer of [[], [503, { reason: "unreachable", details: {} }]]) {
      answerRequests({ "GET /api/providers": () => answer });
      const place = await draw(<ProviderSignIn next="/meetings" />);
      expect(place.textContent).toBe("");
    }
  });

  it("says in words that a provider is not there", async () => {
    answerRequests({
      "GET /api/providers": () => [AGENCY],
      "POST /api/providers/agency/sign-in": () => [503, { reason: "provider_unavailable", details: {} }],
    });
    const left = watchLeaving();
    const place = await draw(<ProviderSignIn next="/meetings" />);
    await vi.waitFor(() => expect(place.querySelector("button")).not.toBeNull());
    await press(place, "เข้าสู่ระบบด้วย บัญชีของหน่วยงาน");
    await vi.waitFor(() => expect(place.querySelector("[role=alert]")?.textContent).toContain("รหัสผ่าน"));
    expect(left).not.toHaveBeenCalled();
  });

  it("says once what went wrong on the way back, and keeps where one was going", async () => {
    history.replaceState(null, "", "/sign-in?refused=no_account_linked&next=%2Fmeetings%2Fnew");
    answerRequests({ "GET /api/providers": () => [AGENCY] });
    const place = await draw(<ProviderSignIn next="/meetings/new" />);
    expect(place.querySelector("[role=alert]")?.textContent).toContain("ฝ่ายเลขานุการ");
    expect(location.search).toBe("?next=%2Fmeetings%2Fnew");
  });
});

describe("linking an account", () => {
  it("links one that is not, and takes a link away after asking", async () => {
    const ties = [
      { ...AGENCY, since: null },
      { provider: "thaid", name_th: "ThaID", name_en: "ThaID", since: "2026-11-12T02:30:00+00:00" },
    ];
    const { asked } = answerRequests({
      "GET /api/me/providers": () => ties,
      "POST /api/providers/agency/link": () => ({ address: "https://login.example/auth" }),
      "DELETE /api/me/providers/thaid": () => [204, null],
    });
    const left = watchLeaving();
    const place = await draw(<ProviderCard />);
    await vi.waitFor(() => expect(place.textContent).toContain("เชื่อมเมื่อ"));
    await accessible(place);
    await press(place, "เชื่อม บัญชีของหน่วยงาน");
    await vi.waitFor(() => expect(left).toHaveBeenCalledWith("https://login.example/auth"));
    await press(place, "เลิกเชื่อม… ThaID");
    await accessible(place);
    await press(place, "เลิกเชื่อมบัญชีนี้");
    await vi.waitFor(() => expect(asked.map(([what]) => what)).toContain("DELETE /api/me/providers/thaid"));
    await vi.waitFor(() => expect(place.querySelector("dialog")).toBeNull());
  });

  it("is no card where there is no provider", async () => {
    answerRequests({ "GET /api/me/providers": () => [] });
    const place = await draw(<ProviderCard />);
    await vi.waitFor(() => expect(place.textContent).toBe(""));
  });
});

it("goes to the provider's own end after signing out, where the server knows one", async () => {
  answerRequests({ "DELETE /api/sign-in": () => ({ address: "https://login.example/end" }) });
  const left = watchLeaving();
  await signOut();
  expect(who.value.at).toBe("nobody");
  expect(left).toHaveBeenCalledWith("https://login.example/end");
});
