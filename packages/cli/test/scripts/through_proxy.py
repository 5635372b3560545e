"""The vendor's Python sample without its login, through `pagamio proxy`: BASE_URL is the proxy, and there is no token."""
import os

import requests

BASE_URL = os.environ["BASE_URL"]

categories = requests.get(f"{BASE_URL}/products/categories", timeout=30)
categories.raise_for_status()
print(len(categories.json()), "categories")

till = {"paymentMethod": "cash", "channelId": "Q7RT2M"}
for order in (
    {"productCode": "AIR-VOD-001", "amount": 10, "mobileNumber": "+27821234567", "merchantReference": "python-airtime"},
    {"productCode": "ELE-ESK-001", "amount": 200, "meterNumber": "000001020001", "merchantReference": "python-power"},
    {"productCode": "VCH-STM-001", "amount": 100, "merchantReference": "python-voucher"},
):
    purchase = requests.post(f"{BASE_URL}/purchase", json={**till, **order}, timeout=30)
    purchase.raise_for_status()
    answer = purchase.json()
    # A refusal is a 200 as well.
    if not answer["successful"]:
        raise SystemExit(answer["responseMessage"])
    print(answer["transactionId"])
