"""The vendor's Python sample without its login, through `pagamio proxy`: BASE_URL is the proxy, and there is no token."""
import os

import requests

BASE_URL = os.environ["BASE_URL"]

categories = requests.get(f"{BASE_URL}/products/categories", timeout=30)
categories.raise_for_status()
print(len(categories.json()), "categories")

purchase = requests.post(
    f"{BASE_URL}/purchase",
    json={
        "productCode": "AIR-VOD-001",
        "amount": 10,
        "mobileNumber": "+27821234567",
        "paymentMethod": "cash",
        "channelId": "Q7RT2M",
        "merchantReference": "python-through-proxy",
    },
    timeout=30,
)
purchase.raise_for_status()
print(purchase.json()["transactionId"])
