// A provider of identity as agencies have them, by oidc-provider: whoever types a name is that person.
// node provider.mjs PORT ORIGIN SECRET
import { exportJWK, generateKeyPair } from "../../web/node_modules/jose/dist/webapi/index.js";
import { Provider } from "../../web/node_modules/oidc-provider/lib/index.js";

const [port, origin, secret] = process.argv.slice(2);
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "meeting-server",
      client_secret: secret,
      redirect_uris: [`${origin}/api/providers/agency/callback`],
      post_logout_redirect_uris: [`${origin}/sign-in`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "agency", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["of this test alone"] },
  pkce: { required: () => true },
  scopes: ["openid", "email", "profile"],
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@agency.example.go.th`, email_verified: true, name: "นายธนา มั่นสมมติ" }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("there\n"));
