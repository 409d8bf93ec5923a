"""A store that speaks S3, on this machine: ``python -m tests.returns.s3_server FOLDER`` until its stdin ends.

It holds the folder's files below ``s3://plan-2562/q1/returns``, and says its address and the clerk's key in a line of
JSON; who comes with another key is turned away. Files whose names begin with ``gone`` are listed, and gone when they
are fetched. (moto prepares the store; it runs apart, because it changes how Python reaches the network.)
"""

import json
import sys
from pathlib import Path

import boto3
import requests
from moto.s3.models import S3Backend
from moto.server import ThreadedMotoServer

BUCKET, PREFIX = "plan-2562", "q1/returns"
_MAY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
_KEPT = S3Backend.get_object


def _unless_gone(store, bucket, key, *rest, **options):
    gone = key.rpartition("/")[2].startswith("gone")
    return None if gone else _KEPT(store, bucket, key, *rest, **options)


def main(folder: Path) -> None:
    """Serve a folder's files."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    anybody = {
        "endpoint_url": address,
        "aws_access_key_id": "-",
        "aws_secret_access_key": "-",
        "region_name": "us-east-1",
    }
    store, people = boto3.client("s3", **anybody), boto3.client("iam", **anybody)
    people.create_user(UserName="clerk")
    people.put_user_policy(UserName="clerk", PolicyName="all", PolicyDocument=json.dumps(_MAY))
    key = people.create_access_key(UserName="clerk")["AccessKey"]
    store.create_bucket(Bucket=BUCKET)
    for path in sorted(folder.iterdir()):
        store.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{path.name}", Body=path.read_bytes())
    S3Backend.get_object = _unless_gone
    # from now on it asks who comes
    requests.post(f"{address}/moto-api/reset-auth", data=b"0", timeout=60).raise_for_status()
    told = {"address": address, "id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
