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
  "productCode": "AIR-VOD-001", "amount": 10, "mobileNumber": "+27821234567", "paymentMethod": "cash",
  "channelId": "Q7RT2M", "merchantReference": "curl-with-token"
}'
