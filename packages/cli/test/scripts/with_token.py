"""The vendor's Python sample without its login: the token comes from `pagamio token`."""
import os
import subprocess

import requests

BASE_URL = os.environ["BASE_URL"]


def headers():
    token = subprocess.run(["pagamio", "token"], check=True, capture_output=True, text=True).stdout.strip()
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


categories = requests.get(f"{BASE_URL}/products/categories", headers=headers(), timeout=30)
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
        "merchantReference": "python-with-token",
    },
    headers=headers(),
    timeout=30,
)
purchase.raise_for_status()
print(purchase.json()["transactionId"])
