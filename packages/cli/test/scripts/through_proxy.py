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
        "productCode": "VODACOM-AIRTIME",
        "amount": 10,
        "mobileNumber": "0821234567",
        "paymentMethod": "CASH",
        "channelId": 1,
        "merchantReference": "python-through-proxy",
    },
    timeout=30,
)
purchase.raise_for_status()
print(purchase.json()["transactionId"])
