"""Makes src/test/resources/presigned.txt: what botocore presigns, at one time, with a placeholder key and with a
role's session.

A block has a title, method and URL with the placeholder, the header that is signed beside Host, and the URL with the
session's key. Prints to standard output:  python presigned-vectors.py > ../resources/presigned.txt
"""
import datetime

import botocore.auth
import botocore.session
from botocore.model import ServiceId
from botocore.signers import RequestSigner

NOW = datetime.datetime(2026, 3, 2, 12, 0, 0)
PLACEHOLDER = ('AKIA222222222222CLDE', 'placeholder-secret-of-the-agent', None)
SESSION = ('ASIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'session/token+with==signs')


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW.replace(tzinfo=tz)

    @classmethod
    def utcnow(cls):
        return NOW


botocore.auth.get_current_datetime = lambda *a, **k: NOW
if hasattr(botocore.auth, 'datetime'):
    botocore.auth.datetime = Clock


def session(key):
    made = botocore.session.Session()
    made.set_credentials(*key)
    made.set_config_variable('region', 'eu-west-1')
    return made


def signed(key, service, url, operation, expires=900, headers=None):
    made = session(key)
    signer = RequestSigner(ServiceId(service), 'eu-west-1', service, 'v4', made.get_credentials(), made.get_component('event_emitter'))
    request = {'method': 'GET', 'url': url, 'body': {}, 'headers': headers or {}, 'context': {}}
    return signer.generate_presigned_url(request, operation_name=operation, expires_in=expires, region_name='eu-west-1', signing_name=service)


def s3(key, operation, expires, **parameters):
    client = session(key).create_client('s3', region_name='eu-west-1', config=botocore.config.Config(signature_version='s3v4', s3={'addressing_style': 'virtual'}))
    return client.generate_presigned_url(operation, Params=parameters, ExpiresIn=expires)


def block(name, make, headers='', method='GET'):
    print('### ' + name)
    print(method + ' ' + make(PLACEHOLDER))
    print(headers)
    print(make(SESSION))
    print()


STS = 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15'
block('eks get-token', lambda k: signed(k, 'sts', STS, '', 60, {'x-k8s-aws-id': 'staging'}), 'x-k8s-aws-id: staging')
block('rds generate-db-auth-token', lambda k: 'https://' + session(k).create_client('rds', region_name='eu-west-1').generate_db_auth_token(
    DBHostname='db.c1a2b3.eu-west-1.rds.amazonaws.com', Port=5432, DBUsername='app'))
block('dsql generate-db-connect-auth-token', lambda k: 'https://' + session(k).create_client('dsql', region_name='eu-west-1').generate_db_connect_auth_token(
    Hostname='abcdefghij.dsql.eu-west-1.on.aws'))
block('dsql generate-db-connect-admin-auth-token', lambda k: 'https://' + session(k).create_client('dsql', region_name='eu-west-1').generate_db_connect_admin_auth_token(
    Hostname='abcdefghij.dsql.eu-west-1.on.aws'))
block('elasticache', lambda k: signed(k, 'elasticache', 'http://my-cache/?Action=connect&User=app', 'connect'))
block('kafka-cluster', lambda k: signed(k, 'kafka-cluster', 'https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect', 'Connect'))
block('s3 presign', lambda k: s3(k, 'get_object', 3600, Bucket='reports', Key='a b/ä+~.csv'))
block('s3 presign with a version', lambda k: s3(k, 'get_object', 300, Bucket='reports', Key='x', VersionId='v1', ResponseContentType='text/plain'))
block('s3 upload', lambda k: s3(k, 'put_object', 300, Bucket='reports', Key='x', ContentType='text/csv'), 'content-type: text/csv', 'PUT')
