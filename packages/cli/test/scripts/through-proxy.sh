#!/bin/sh
# The vendor's curl sample without its login, through `pagamio proxy`: BASE_URL is the proxy, and there is no token.
set -eu

curl --silent --fail-with-body "$BASE_URL/products/categories"
echo
curl --silent --fail-with-body "$BASE_URL/purchase" -H 'Content-Type: application/json' -d '{
  "productCode": "VODACOM-AIRTIME", "amount": 10, "mobileNumber": "0821234567", "paymentMethod": "CASH",
  "channelId": 1, "merchantReference": "curl-through-proxy"
}'
