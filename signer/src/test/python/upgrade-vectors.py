"""Makes src/test/resources/upgrades.txt: the upgrades to WebSockets that botocore presigns, at one time, with a
placeholder key and with a role's session.

A block has a title, the URL with the placeholder, and the URL with the session's key, for five minutes. AWS IoT's has
the session token behind the signature, and need not say how long it holds. Prints to standard output:
python upgrade-vectors.py > ../resources/upgrades.txt
"""
import datetime
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 3, 2, 12, 0, 0)
PLACEHOLDER = Credentials('AKIA222222222222CLDE', 'placeholder-secret-of-the-agent', None)
WITH_TOKEN = Credentials('AKIA222222222222CLDE', 'placeholder-secret-of-the-agent', 'placeholder/token+with==signs')
SESSION = Credentials('ASIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'session/token+with==signs')


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


class WithoutExpiry(botocore.auth.SigV4QueryAuth):
    def _modify_request_before_signing(self, request):
        super()._modify_request_before_signing(request)
        request.url = request.url.replace('&X-Amz-Expires=%d' % self._expires, '')


def presign(key, service, url, expires, auth=botocore.auth.SigV4QueryAuth):
    behind = service == 'iotdevicegateway' and key.token
    signing = Credentials(key.access_key, key.secret_key, None) if behind else key
    request = AWSRequest(method='GET', url=url, data=b'')
    auth(signing, service, 'eu-west-1', expires=expires).add_auth(request)
    return request.url + ('&X-Amz-Security-Token=' + quote(key.token, safe='') if behind else '')


def block(name, service, url, expires=300, agent=PLACEHOLDER, auth=botocore.auth.SigV4QueryAuth):
    print('### ' + name)
    print(presign(agent, service, url, expires, auth))
    print(presign(SESSION, service, url, 300))
    print()


TRANSCRIBE = 'https://transcribestreaming.eu-west-1.amazonaws.com'
IOT = 'https://a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com/mqtt'
API = 'https://abcdef1234.execute-api.eu-west-1.amazonaws.com/prod'
block('Transcribe on its own port', 'transcribe', TRANSCRIBE + ':8443/stream-transcription-websocket?language-code=en-US&media-encoding=pcm&sample-rate=16000', 250)
block('Transcribe on 443, a name with a space', 'transcribe', TRANSCRIBE + '/stream-transcription-websocket?language-code=en-US&vocabulary-name=a%20b&sample-rate=8000')
block('Transcribe with a placeholder token', 'transcribe', TRANSCRIBE + ':8443/medical-stream-transcription-websocket?language-code=en-US', agent=WITH_TOKEN)
block('API Gateway', 'execute-api', API, 60)
block('API Gateway with parameters', 'execute-api', API + '?room=a%2Fb&empty=', 60)
block('AWS IoT', 'iotdevicegateway', IOT, 86400)
block('AWS IoT with a placeholder token behind the signature', 'iotdevicegateway', IOT, agent=WITH_TOKEN)
block('AWS IoT without a lifetime', 'iotdevicegateway', IOT, agent=WITH_TOKEN, auth=WithoutExpiry)
