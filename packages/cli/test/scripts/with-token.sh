#!/bin/sh
# The vendor's curl sample without its login: the token comes from `pagamio token`.
set -eu

# Over standard input: an argument can be read by everybody on the machine.
authorised() {
  header=$(pagamio token --header) && printf '%s\n' "$header" | curl --silent --fail-with-body -H @- "$@"
}

authorised "$BASE_URL/products/categories"
echo
authorised "$BASE_URL/purchase" -H 'Content-Type: application/json' -d '{
  "productCode": "VODACOM-AIRTIME", "amount": 10, "mobileNumber": "0821234567", "paymentMethod": "CASH",
  "channelId": 1, "merchantReference": "curl-with-token"
}'
