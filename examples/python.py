"""Airtime, electricity and a voucher through `pagamio proxy`, which has the token: Python's own library is enough."""
import json, os, urllib.request, uuid

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8787")
TILL = {"paymentMethod": "cash", "channelId": "Q7RT2M"}
for order in [
    {"productCode": "AIR-VOD-001", "amount": 25, "mobileNumber": "+27821230045"},
    {"productCode": "ELE-ESK-001", "amount": 200, "meterNumber": "000001020001"},
    {"productCode": "VCH-STM-001", "amount": 100},
]:
    body = json.dumps({**TILL, **order, "merchantReference": str(uuid.uuid4())}).encode()
    request = urllib.request.Request(f"{BASE_URL}/purchase", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:  # raises HTTPError unless it is 2xx
        sale = json.load(response)
    print(order["productCode"], "completed" if sale["successful"] else sale["responseMessage"])
