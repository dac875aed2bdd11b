"""Runs a Lambda function in Python that is named by its Handler, as AWS's own runtime does.

Standard library only. Only modules of LAMBDA_TASK_ROOT are handlers: who may change the Handler by an API call must
not be able to call whatever Python can import.
"""
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

ROOT = os.path.abspath(os.environ["LAMBDA_TASK_ROOT"])
API = "/2018-06-01/runtime/"


class Fault(Exception):
    """What is wrong with the function itself, under the name that Lambda has for it."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


class Identity:
    def __init__(self, cognito):
        self.cognito_identity_id = cognito.get("cognitoIdentityId")
        self.cognito_identity_pool_id = cognito.get("cognitoIdentityPoolId")


class Client:
    FIELDS = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, values):
        for name in self.FIELDS:
            setattr(self, name, values.get(name))


class ClientContext:
    def __init__(self, values):
        self.client = Client(values.get("client") or {})
        self.custom = values.get("custom")
        self.env = values.get("env")


class Context:
    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers.get("Lambda-Runtime-Aws-Request-Id")
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn")
        self.function_name = environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        self._epoch_deadline_time_in_ms = int(headers.get("Lambda-Runtime-Deadline-Ms", "0"))
        client = parsed(headers.get("Lambda-Runtime-Client-Context"), "Client Context")
        self.client_context = None if client is None else ClientContext(client)
        self.identity = Identity(parsed(headers.get("Lambda-Runtime-Cognito-Identity"), "Cognito Identity") or {})

    def get_remaining_time_in_millis(self):
        return max(self._epoch_deadline_time_in_ms - int(time.time() * 1000), 0)

    def log(self, text):
        sys.stdout.write(str(text))


def parsed(header, name):
    if not header:
        return None
    try:
        return json.loads(header)
    except ValueError as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {error}") from None


class RuntimeApi:
    """One connection, kept; the emulator closes it only when it has refused something."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(self, method, path, body=None, headers=None):
        try:
            self.connection.request(method, API + path, body, headers or {})
            response = self.connection.getresponse()
            return response.status, response.headers, response.read()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise

    def post(self, path, body, headers=None):
        self.call("POST", path, body, {"Content-Type": "application/json", **(headers or {})})


def module_file(name):
    """Where the task root has that module; a file or a package."""
    place = os.path.join(ROOT, *name.split("."))
    for candidate in (place + ".py", os.path.join(place, "__init__.py"), place + ".pyc"):
        if os.path.isfile(candidate):
            return candidate
    return None


def find_handler(handler):
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {error}") from None
    name = module_name.replace("/", ".")
    if name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict",
                    f"Cannot use built-in module {module_name} as a handler module")
    try:
        if "" in name.split(".") or "\0" in name or module_file(name) is None:
            raise ModuleNotFoundError(f"No module named '{name}'")
        sys.path.insert(0, ROOT)
        module = importlib.import_module(name)
        if not os.path.abspath(module.__file__ or "").startswith(os.path.join(ROOT, "")):
            raise ModuleNotFoundError(f"No module named '{name}' of the function's own")
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from None
    except SyntaxError as error:
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}",
                    [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound",
                    f"Handler '{function_name}' missing on module '{module_name}'") from None


def told(error, request_id):
    """The body that Lambda hands to the caller."""
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace
    else:
        frames = traceback.extract_tb(error.__traceback__)
        depth = 0  # our own frames come first
        at = error.__traceback__
        while at is not None and at.tb_frame.f_globals is globals():
            depth, at = depth + 1, at.tb_next
        # An import goes through the library's machinery.
        frames = [frame for frame in frames[depth:] if not frame.filename.startswith("<frozen importlib")]
        kind, trace = type(error).__name__, traceback.format_list(frames)
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id, "stackTrace": trace}


def log_error(body):
    lines = [f"[ERROR] {body['errorType']}: {body['errorMessage']}", "Traceback (most recent call last):"]
    for frame in body["stackTrace"]:
        for line in frame.splitlines():
            text = line.lstrip(" ")
            lines.append("\u00a0" * (len(line) - len(text)) + text)  # which CloudWatch does not trim
    sys.stdout.write("\r".join(lines) + "\n")


class Unbuffered:
    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class RequestId(logging.Filter):
    current = ""

    def filter(self, record):
        record.aws_request_id = RequestId.current
        return True


def set_up_logging():
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    handler = logging.StreamHandler(sys.stdout)
    handler.terminator = ""
    formatter = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                                  "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(RequestId())
    logging.getLogger().addHandler(handler)


def number(value):
    """DynamoDB's numbers are Decimals; AWS's runtime hands them out as floats."""
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def serialized(result):
    try:
        return json.dumps(result, ensure_ascii=False, default=number).encode()
    except (TypeError, ValueError) as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None


def deserialized(event):
    try:
        return json.loads(event)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


def serve_one(api, handler):
    status, headers, event = api.call("GET", "invocation/next")
    if status != 200:
        sys.exit(1)
    request_id = RequestId.current = headers["Lambda-Runtime-Aws-Request-Id"]
    if "Lambda-Runtime-Trace-Id" in headers:
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
    try:
        answer = serialized(handler(deserialized(event), Context(headers)))
    except Exception as error:  # pylint: disable=broad-except
        body = told(error, request_id)
        log_error(body)
        api.post(f"invocation/{request_id}/error", json.dumps(body))
    else:
        api.post(f"invocation/{request_id}/response", answer)


def main():
    set_up_logging()
    sys.argv = ["bootstrap.py"]
    api = RuntimeApi()
    try:
        handler = find_handler(os.environ["_HANDLER"])
    except Exception as error:  # pylint: disable=broad-except
        body = told(error, "")
        log_error(body)
        api.post("init/error", json.dumps(body), {"Lambda-Runtime-Function-Error-Type": body["errorType"]})
        sys.exit(1)
    while True:
        serve_one(api, handler)


main()
