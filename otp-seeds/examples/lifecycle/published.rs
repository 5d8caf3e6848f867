//! Published secrets and what their tokens show, each code as `oathtool` prints it.

/// The secret of RFC 4226 Appendix D and RFC 6238 Appendix B, in the ASCII and in the form that `oathtool` takes.
pub(crate) const SECRET: &[u8] = b"12345678901234567890";
pub(crate) const SECRET_HEX: &str = "3132333435363738393031323334353637383930";

/// What the token shows at these presses: `oathtool -c COUNTER SECRET_HEX`.
pub(crate) const PRESSES: [(u64, &str); 17] = [
    (0, "755224"),
    (1, "287082"),
    (2, "359152"),
    (42, "435478"),
    (43, "303194"),
    (44, "000152"),
    (45, "287422"),
    (100, "295165"),
    (101, "329376"),
    (102, "629694"),
    (103, "378717"),
    (200, "466290"),
    (201, "462985"),
    (202, "107630"),
    (203, "113587"),
    (300, "981472"),
    (301, "178340"),
];

/// What the token's clock shows at these Unix times: `oathtool --totp -N @TIME SECRET_HEX`.
pub(crate) const TICKS: [(u64, &str); 6] = [
    (1_699_999_980, "921300"),
    (1_700_000_010, "732303"),
    (1_700_003_550, "162076"),
    (1_700_003_580, "911332"),
    (1_700_003_610, "719192"),
    (1_700_003_640, "344392"),
];

/// What it shows with eight digits: `oathtool -d 8 -c COUNTER SECRET_HEX`.
pub(crate) const EIGHT: [(u64, &str); 3] = [(0, "84755224"), (1, "94287082"), (2, "37359152")];

/// The encrypted key container of RFC 6030, Figure 6, and its published pre-shared key.
pub(crate) const FIGURE_6: &[u8] = include_bytes!("../../tests/samples/rfc6030-figure6.xml");
pub(crate) const PRE_SHARED_KEY: [u8; 16] = 0x1234_5678_9012_3456_7890_1234_5678_9012_u128.to_be_bytes();

/// The OTPs of yubico-c's README, the older one first.
pub(crate) const AES_KEY: &[u8] = b"ecde18dbe76fbd0c33330f1c354871db";
pub(crate) const PRIVATE_ID: &[u8] = b"8792ebfe26cc";
pub(crate) const OTPS: [&str; 2] =
    ["dteffujedcflcindvdbrblehecuitvjkjevvehjd", "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh"];

/// The code of a press.
pub(crate) fn press(counter: u64) -> &'static str {
    shown(&PRESSES, counter)
}

/// The code that the clock shows at a time.
pub(crate) fn tick(time: u64) -> &'static str {
    shown(&TICKS, time)
}

/// Shows every code of the story, so that a sceptic can check them.
pub(crate) fn print() {
    println!("The codes of this story, with SECRET={SECRET_HEX}");
    for (command, table) in [
        ("oathtool -c COUNTER $SECRET", &PRESSES[..]),
        ("oathtool -d 8 -c COUNTER $SECRET", &EIGHT[..]),
        ("oathtool --totp -N @TIME $SECRET", &TICKS[..]),
    ] {
        println!("  {command}");
        for row in table.chunks(6) {
            let codes: Vec<_> = row.iter().map(|(factor, code)| format!("{factor}: {code}")).collect();
            println!("    {}", codes.join("   "));
        }
    }
}

fn shown(table: &[(u64, &'static str)], factor: u64) -> &'static str {
    table.iter().find(|(known, _)| *known == factor).expect("the story uses codes of the table only").1
}
