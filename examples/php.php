<?php // Airtime, electricity and a voucher through `pagamio proxy`, which has the token: PHP alone is enough.
$base = getenv('BASE_URL') ?: 'http://127.0.0.1:8787';
$till = ['paymentMethod' => 'cash', 'channelId' => 'Q7RT2M'];
$orders = [
    ['productCode' => 'AIR-VOD-001', 'amount' => 25, 'mobileNumber' => '+27821230045'],
    ['productCode' => 'ELE-ESK-001', 'amount' => 200, 'meterNumber' => '000001020001'],
    ['productCode' => 'VCH-STM-001', 'amount' => 100],
];
foreach ($orders as $order) {
    $purchase = $till + $order + ['merchantReference' => bin2hex(random_bytes(16))];
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => 'Content-Type: application/json',
        'content' => json_encode($purchase),
        'timeout' => 60,
    ]]);
    $answer = file_get_contents("$base/purchase", false, $context); // false, with a warning, unless it is 2xx
    if ($answer === false) exit(1);
    $sale = json_decode($answer, true);
    echo $order['productCode'], ' ', $sale['successful'] ? 'completed' : $sale['responseMessage'], "\n";
}
