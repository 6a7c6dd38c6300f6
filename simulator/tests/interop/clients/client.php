<?php
// PHP ext-soap: a query and an update with nested lists. Arguments and output: see interop/conftest.py.
error_reporting(E_ALL);
set_error_handler(function ($level, $message) {
    throw new ErrorException($message, 0, $level);
});
[, $wsdl, $user, $password, $number, $single] = $argv;

$nps = new SoapClient($wsdl, [
    "login" => $user,
    "password" => $password,
    "cache_wsdl" => WSDL_CACHE_NONE,
    "features" => SOAP_SINGLE_ELEMENT_ARRAYS,
]);

function say(...$words)
{
    echo implode("\t", $words), "\n";
}

$list = $nps->RequestWorksOrders(["MaximumOrders" => 50])->Result;
foreach ($list->WorksOrders->WorksOrder as $order) {
    say("listed", $order->WorksOrderNumber);
}
foreach ([$number, $single] as $wanted) {
    $order = $nps->RequestWorksOrderDetails(["WorksOrderNumber" => $wanted])->Result->WorksOrder;
    say("order", $order->WorksOrderNumber, $order->Version, $order->RaisedAt, $order->Description);
    foreach ($order->Lines->Line as $line) {
        say("line", $line->LineNumber, $line->SorCode, $line->Quantity, $line->UnitRate);
    }
}
$receipt = $nps->ConfirmWorksOrderReceipt([
    "WorksOrderNumber" => $number,
    "ReceivedAt" => "2026-03-09T09:10:00",
    "ExternalReference" => "EV-1",
])->Result;
say("receipt", $receipt->ActionStatus->SuccessFlag, $receipt->WorksOrderStatus);
$completion = $nps->CompleteWorksOrder([
    "WorksOrderNumber" => $number,
    "CompletedAt" => "2026-03-09T14:05:00",
    "Lines" => ["Line" => [
        ["LineNumber" => 1, "Quantity" => "4.00"],
        ["LineNumber" => 2, "Quantity" => "1.00"],
        ["LineNumber" => 3, "Quantity" => "2.50"],
    ]],
    "Comments" => "Parking £1.50 at the Café Zoë & <garage>",
    "ExternalReference" => "EV-2",
])->Result;
say("completion", $completion->ActionStatus->SuccessFlag, $completion->WorksOrderStatus, $completion->RecordedAt);
$invoiceLine = fn($n, $quantity, $rate, $net, $tax) => [
    "LineNumber" => $n, "Quantity" => $quantity, "UnitRate" => $rate,
    "Net" => $net, "TaxCode" => "S20", "Tax" => $tax,
];
$invoice = $nps->CreateInvoice([
    "SupplierInvoiceReference" => "S-1",
    "InvoiceDate" => "2026-03-09",
    "ReverseCharge" => "N",
    "Orders" => ["Order" => [[
        "WorksOrderNumber" => $number,
        "Lines" => ["Line" => [
            $invoiceLine(1, "4.00", "9.75", "39.00", "7.80"),
            $invoiceLine(2, "1.00", "38.20", "38.20", "7.64"),
            $invoiceLine(3, "2.50", "23.40", "58.50", "11.70"),
        ]],
        "Net" => "135.70",
        "Tax" => "27.14",
    ]]],
    "NetTotal" => "135.70",
    "TaxTotal" => "27.14",
    "GrossTotal" => "162.84",
    "ExternalReference" => "EV-3",
])->Result;
say("invoice", $invoice->ActionStatus->SuccessFlag, $invoice->Orders->Order[0]->WorksOrderNumber);
try {
    $nps->CompleteWorksOrder([
        "WorksOrderNumber" => $number,
        "CompletedAt" => "2026-03-09T14:05:00",
        "FollowOnRequired" => "PERHAPS",
        "ExternalReference" => "EV-4",
    ]);
} catch (SoapFault $fault) {
    say("fault", $fault->detail->WorksOrderFault->Code);
}
