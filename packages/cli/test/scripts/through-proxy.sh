#!/bin/sh
# The vendor's curl sample without its login, through `pagamio proxy`: BASE_URL is the proxy, and there is no token.
set -eu

curl --silent --fail-with-body "$BASE_URL/products/categories"
echo
curl --silent --fail-with-body "$BASE_URL/purchase" -H 'Content-Type: application/json' -d '{
  "productCode": "AIR-VOD-001", "amount": 10, "mobileNumber": "+27821234567", "paymentMethod": "cash",
  "channelId": "Q7RT2M", "merchantReference": "curl-through-proxy"
}'
