"""Sign-in as Entra does it: discovery, authorization with PKCE, device code, tokens and their renewal.

Only the rep can sign in, and does so at once unless the tenant says otherwise; there is no password. Tokens
expire by the real clock, because the library that holds them knows no other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from html import escape
from urllib.parse import quote, urlencode

from sync.sandbox.company import REP, TENANT_ID, colleague_at
from sync.sandbox.graph_call import Json, Reply
from sync.sandbox.state import Token, WorldState
from sync.sandbox.tenant import SignInError, Tenant, permissions

ACCESS_LIFE_S = 3600
_REFRESH_LIFE_S = 90 * 24 * 3600
_CODE_LIFE_S = 600
DEVICE_LIFE_S = 900
_AUTHORITY = "https://login.microsoftonline.com"
_REVOKED = "revoked"


class SignIn:
    """Hands out and checks tokens; keeps them in the state.

    A device code is good for `device_life_s`; whoever was asked to enter it did so (`device_approved`),
    said no (`device_declined`), or has not yet decided (neither).
    """

    def __init__(self, state: WorldState) -> None:
        self._tokens = state.tokens
        self.life_s: float = ACCESS_LIFE_S
        self.device_life_s: float = DEVICE_LIFE_S
        self.device_approved, self.device_declined = True, False
        self.tenant = Tenant()

    def check(self, header: str) -> bool:
        """Whether an Authorization header opens Graph."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer":
            return False
        known = self._tokens.get(token)
        return token == "sandbox-rep" or (
            known is not None and known.kind == "access" and known.expires_unix > time.time()
        )

    def account_of(self, header: str) -> str:
        """Who signed in for the token of an Authorization header; the rep unless it was somebody else."""
        known = self._tokens.get(header.partition(" ")[2])
        return known.details.get("account", REP.address) if known else REP.address

    def opened_by(self, header: str) -> frozenset[str] | None:
        """The permissions of a token that was checked; None for the public one, which opens everything."""
        known = self._tokens.get(header.partition(" ")[2])
        return None if known is None else frozenset(permissions(known.details.get("scope", "")))

    def revoke_all(self) -> None:
        """Every token is worth nothing from now on; who renews with one is told that it was revoked."""
        for text, token in list(self._tokens.items()):
            if token.kind == "refresh":
                token.details[_REVOKED] = "yes"
            else:
                del self._tokens[text]

    def answer(
        self, method: str, path: str, base_url: str, query: Mapping[str, str], form: Mapping[str, str]
    ) -> Reply:
        """Do what a call asks. Raises SignInError."""
        tenant, _, rest = path.strip("/").partition("/")
        if rest != "discovery/instance":
            self.tenant.check_tenant(tenant)
        if rest == "v2.0/.well-known/openid-configuration":
            return Reply(200, discovery(tenant, base_url))
        if rest == "discovery/v2.0/keys":
            return Reply(200, {"keys": []})
        if rest == "discovery/instance":
            return Reply(200, _instances())
        if rest == "oauth2/v2.0/devicecode" and method == "POST":
            return self._device_code(form)
        if rest == "oauth2/v2.0/token" and method == "POST":
            return self._token(form)
        if rest == "v2.0/adminconsent":
            return self._admin_consent(query)
        raise SignInError("invalid_request", f"AADSTS90002: nothing is served at /{path.strip('/')}.", 404)

    def authorize(self, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Where a browser is to post what: a code, or the refusal. Raises SignInError for a wrong request."""
        if query.get("response_mode") != "form_post":
            raise SignInError("invalid_request", "response_mode must be form_post.")
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            raise SignInError("invalid_request", "AADSTS9002325: a code challenge (S256) is required.")
        redirect = query.get("redirect_uri", "")
        if not redirect.startswith(("http://localhost", "http://127.0.0.1")):
            raise SignInError("invalid_request", "AADSTS50011: the redirect URI is not registered.")
        self.tenant.check_client(query.get("client_id", ""))
        state = query.get("state", "")
        try:
            self.tenant.check_policy()
            self.tenant.ask_rep(query.get("scope", ""))
        except SignInError as error:
            told = {"error": error.error, "error_description": error.description}
            return redirect, told | {"error_subcode": error.suberror, "state": state}
        names = ("client_id", "redirect_uri", "code_challenge", "nonce", "scope")
        code = self._new("code", _CODE_LIFE_S, {name: query.get(name, "") for name in names})
        return redirect, {
            "code": code,
            "state": state,
            "session_state": secrets.token_hex(8),
        }

    def _admin_consent(self, query: Mapping[str, str]) -> Reply:
        """The administrator opens the page and agrees; the browser goes back to the program's address."""
        self.tenant.check_client(query.get("client_id", ""))
        scope = query.get("scope", "")
        self.tenant.allow(scope)
        told = urlencode({"admin_consent": "True", "tenant": TENANT_ID, "scope": scope})
        return Reply(302, None, {"Location": f"{query.get('redirect_uri', '')}?{told}"})

    def _device_code(self, form: Mapping[str, str]) -> Reply:
        self.tenant.check_client(form.get("client_id", ""))
        details = {"client_id": form.get("client_id", ""), "scope": form.get("scope", "")}
        device = self._new("device", self.device_life_s, details)
        life_s = int(self.device_life_s)
        user_code = secrets.token_hex(4).upper()
        message = f"To sign in, open https://microsoft.com/devicelogin and enter the code {user_code}."
        body: Json = {"device_code": device, "user_code": user_code, "expires_in": life_s, "interval": 1}
        return Reply(
            200, body | {"verification_uri": "https://microsoft.com/devicelogin", "message": message}
        )

    def _token(self, form: Mapping[str, str]) -> Reply:
        grant = form.get("grant_type", "")
        self.tenant.check_client(form.get("client_id", ""))
        self.tenant.check_policy()
        if grant == "authorization_code":
            details = self._code_details(form)
        elif grant == "refresh_token":
            details = dict(self._known("refresh", form.get("refresh_token", ""), keep=True).details)
            details["scope"] = form.get("scope") or details["scope"]
        elif grant.endswith("device_code"):
            details = self._device_details(form.get("device_code", ""))
            self.tenant.ask_rep(details["scope"])
        else:
            raise SignInError("unsupported_grant_type", f"AADSTS70003: {grant} is not supported.")
        return Reply(200, self._granted(details))

    def _code_details(self, form: Mapping[str, str]) -> dict[str, str]:
        known = self._known("code", form.get("code", ""))
        verifier = form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if challenge != known.details["code_challenge"]:
            raise SignInError("invalid_grant", "AADSTS501481: the code verifier does not match.")
        if form.get("redirect_uri", known.details["redirect_uri"]) != known.details["redirect_uri"]:
            raise SignInError("invalid_grant", "AADSTS500112: the redirect URI does not match.")
        return dict(known.details)

    def _device_details(self, code: str) -> dict[str, str]:
        found = self._tokens.get(code)
        if found is None or found.kind != "device":
            raise SignInError("bad_verification_code", "AADSTS70018: invalid verification code.")
        if found.expires_unix <= time.time():
            raise SignInError("expired_token", "AADSTS70019: verification code expired.")
        if self.device_declined:
            del self._tokens[code]
            raise SignInError("authorization_declined", "The end user denied the authorization request.")
        if not self.device_approved:
            raise SignInError("authorization_pending", "AADSTS70016: pending end-user authorization.")
        del self._tokens[code]
        return dict(found.details)

    def _known(self, kind: str, token: str, *, keep: bool = False) -> Token:
        found = self._tokens.get(token)
        if found is None or found.kind != kind or found.expires_unix <= time.time():
            raise SignInError("invalid_grant", "AADSTS70008: the grant is expired or was revoked.")
        if _REVOKED in found.details:
            words = "AADSTS50173: The provided grant has expired due to it being revoked."
            raise SignInError("invalid_grant", words, suberror="bad_token")
        if not keep:
            del self._tokens[token]
        return found

    def _granted(self, details: dict[str, str]) -> Json:
        scope, client = self.tenant.given(details.get("scope", "")), details.get("client_id", "")
        address = details.get("account") or self.tenant.account or REP.address
        access = self._new("access", self.life_s, {"scope": scope, "account": address})
        kept = {"scope": scope, "client_id": client, "account": address}
        identity = {"uid": _object_id(address), "utid": TENANT_ID}
        return {
            "token_type": "Bearer",
            "scope": scope,
            "expires_in": int(self.life_s),
            "ext_expires_in": int(self.life_s),
            "access_token": access,
            "refresh_token": self._new("refresh", _REFRESH_LIFE_S, kept),
            "id_token": _id_token(address, client, details.get("nonce", "")),
            "client_info": _encoded(identity),
        }

    def _new(self, kind: str, life_s: float, details: dict[str, str]) -> str:
        text = secrets.token_urlsafe(32)
        assert kind in ("access", "refresh", "code", "device")
        self._tokens[text] = Token(kind, time.time() + life_s, details)  # type: ignore[arg-type]  # checked above
        return text


def discovery(tenant: str, base_url: str) -> Json:
    """The discovery document. The browser goes to plain loopback, everything else claims to be Entra's."""
    port = base_url.rpartition(":")[2]
    return {
        "issuer": f"{_AUTHORITY}/{TENANT_ID}/v2.0",
        "authorization_endpoint": f"http://localhost:{port}/{tenant}/oauth2/v2.0/authorize",
        "token_endpoint": f"{_AUTHORITY}/{tenant}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{_AUTHORITY}/{tenant}/oauth2/v2.0/devicecode",
        "jwks_uri": f"{_AUTHORITY}/{tenant}/discovery/v2.0/keys",
        "end_session_endpoint": f"{_AUTHORITY}/{tenant}/oauth2/v2.0/logout",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code", "id_token", "code id_token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "tenant_region_scope": None,
        "cloud_instance_name": "microsoftonline.com",
        "msgraph_host": "graph.microsoft.com",
    }


def posting_page(target: str, fields: Mapping[str, str]) -> str:
    """A page that posts a form by itself, as response_mode=form_post wants it."""
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    button = '<noscript><button type="submit">Continue</button></noscript>'
    form = f'<form method="post" action="{escape(target)}">{inputs}{button}</form>'
    script = "<script>document.forms[0].submit()</script>"
    return (
        f"<!doctype html><html><head><title>Sandbox sign-in</title></head><body>{form}{script}</body></html>"
    )


def _instances() -> Json:
    host = "login.microsoftonline.com"
    aliases = [host, "login.windows.net", "login.microsoft.com", "sts.windows.net"]
    metadata = [{"preferred_network": host, "preferred_cache": "login.windows.net", "aliases": aliases}]
    endpoint = f"{_AUTHORITY}/{quote(TENANT_ID)}/v2.0/.well-known/openid-configuration"
    return {"tenant_discovery_endpoint": endpoint, "api-version": "1.1", "metadata": metadata}


def _id_token(address: str, client: str, nonce: str) -> str:
    now = int(time.time())
    claims: Json = {
        "aud": client,
        "iss": f"{_AUTHORITY}/{TENANT_ID}/v2.0",
        "iat": now,
        "nbf": now,
        "exp": now + ACCESS_LIFE_S,
        "name": REP.name if address == REP.address else address,
        "preferred_username": address,
        "oid": _object_id(address),
        "sub": _object_id(address),
        "tid": TENANT_ID,
        "ver": "2.0",
    }
    if nonce:
        claims["nonce"] = nonce
    return f"{_encoded({'typ': 'JWT', 'alg': 'RS256', 'kid': 'sandbox'})}.{_encoded(claims)}.c2FuZGJveA"


def _object_id(address: str) -> str:
    return colleague_at(address).object_id


def _encoded(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
