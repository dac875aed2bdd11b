"""Requests to the AWS endpoint with signatures of every form, for the tests of live mode."""
import datetime
import hashlib
import hmac
import urllib.parse


def signed(emulator, method, target, headers, body=b"", service="ecs", at=None, payload=None, send=None):
    """A request signed at some time; `payload` is what it says of its body, `send` sends it otherwise than whole."""
    at = (at or datetime.datetime.now(datetime.timezone.utc)).strftime("%Y%m%dT%H%M%SZ")
    fields = {**headers, "host": f"127.0.0.1:{emulator.api}", "x-amz-date": at}
    digest = hashlib.sha256(body).hexdigest()
    if payload:
        fields["x-amz-content-sha256"] = digest = payload
    names = ";".join(sorted(fields))
    path, _, query = target.partition("?")
    canonical = (f"{method}\n{path}\n{query}\n" + "".join(f"{k}:{fields[k]}\n" for k in sorted(fields))
                 + f"\n{names}\n{digest}")
    fields["authorization"] = (f"AWS4-HMAC-SHA256 Credential=test/{at[:8]}/sa-east-1/{service}/aws4_request, "
                               f"SignedHeaders={names}, Signature={signature(at, service, canonical)}")
    return send(fields) if send else emulator.get(target, emulator.api, method, body, fields)


def signature(at, service, canonical):
    to_sign = (f"AWS4-HMAC-SHA256\n{at}\n{at[:8]}/sa-east-1/{service}/aws4_request\n"
               + hashlib.sha256(canonical.encode()).hexdigest())
    key = b"AWS4test"
    for part in (at[:8], "sa-east-1", service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def presigned(emulator, expires=60, at=None):
    """The target of a GET that carries its signature in the query, as a token for EKS does."""
    at = (at or datetime.datetime.now(datetime.timezone.utc)).strftime("%Y%m%dT%H%M%SZ")
    fields = {"Action": "GetCallerIdentity", "Version": "2011-06-15", "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
              "X-Amz-Credential": f"test/{at[:8]}/sa-east-1/sts/aws4_request", "X-Amz-Date": at,
              "X-Amz-Expires": str(expires), "X-Amz-SignedHeaders": "host"}
    query = urllib.parse.urlencode(sorted(fields.items()), quote_via=urllib.parse.quote, safe="-_.~")
    canonical = f"GET\n/\n{query}\nhost:127.0.0.1:{emulator.api}\n\nhost\n" + hashlib.sha256(b"").hexdigest()
    return f"/?{query}&X-Amz-Signature={signature(at, 'sts', canonical)}"
