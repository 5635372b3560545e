#!/bin/sh
# The vendor's curl sample without its login: the token comes from `pagamio token`.
set -eu

curl --silent --fail-with-body "$BASE_URL/products/categories" -H "$(pagamio token --header)"
echo
curl --silent --fail-with-body "$BASE_URL/purchase" -H "$(pagamio token --header)" -H 'Content-Type: application/json' -d '{
  "productCode": "VODACOM-AIRTIME", "amount": 10, "mobileNumber": "0821234567", "paymentMethod": "CASH",
  "channelId": 1, "merchantReference": "curl-with-token"
}'
