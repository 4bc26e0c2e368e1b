//! Literals, numbers and `anything-but`.

use super::{accepted_a, check, check_a, refused_a};

#[test]
fn literals() {
    check_a(r#"["x"]"#, &[r#""x""#, r#"["y","x"]"#], &[r#""X""#, r#""x ""#, "1", "null", "{}", r#"{"x":"x"}"#]);
    check_a(r#"["é"]"#, &[r#""é""#], &[r#""e\u0301""#]);
    check_a(r#"["1"]"#, &[r#""1""#], &["1"]);
    check_a("[1]", &["1"], &[r#""1""#]);
    check_a("[true]", &["true"], &["false", r#""true""#, "1", "null"]);
    check_a("[false]", &["false"], &["true", r#""false""#, "0"]);
    // null: a present null only; not absence, not [], not "null", not "".
    check_a("[null]", &["null", "[null]", "[1,null]"], &["[]", "{}", r#""null""#, r#""""#, "0", "false", "[[]]"]);
    check(r#"{"a":[null]}"#, &[], &["{}"]);
    check_a(r#"[""]"#, &[r#""""#], &["null", r#"" ""#]);
    check_a(r#"["x","y"]"#, &[r#""x""#, r#""y""#], &[r#""z""#]);
    check_a(r#"[{"exactly":"x"}]"#, &[r#""x""#], &[r#""y""#]);
    refused_a(&[r#"[{"exactly":1}]"#, r#"[{"exactly":["x"]}]"#, r#"[{"exactly":null}]"#]);
}

#[test]
fn a_detail_that_is_a_string_has_no_fields() {
    check(r#"{"detail":{"a":[1]}}"#, &[r#"{"detail":{"a":1}}"#], &[r#"{"detail":"{\"a\":1}"}"#]); // observed
}

#[test]
fn number_literals() {
    check_a("[300]", &["300", "300.0", "3.0e2", "30e1", "3000E-1", "300.00000000000000000000"], &["301", r#""300""#]); // observed
    check_a(
        "[0]",
        &["0", "-0", "-0.0", "0e999999", "0.000e-99999999999999999999", "0E+9"],
        &["1e-400", "false", "null"],
    );
    check_a("[0.1]", &["0.10", "1e-1", "0.01e1"], &["0.1000000000000000055", "0.10000000000000001"]);
    // Not comparable: the identical text only.
    check_a("[1e400]", &["1e400"], &["1E400", "10e399", "2e400"]);
    check_a("[12345678901234567890.0]", &["12345678901234567890.0"], &["12345678901234567890"]);
    check_a("[9007199254740993]", &["9007199254740993"], &["9007199254740993.0", "9007199254740992"]);
    check_a("[9007199254740992]", &["9007199254740992.0"], &["9007199254740993"]);
    // Java 17 writes some doubles longer than needed; the clean rule takes these.
    check_a("[1e23]", &["100000000000000000000000"], &[]);
    check_a("[2.0E23]", &["2e23"], &[]);
    check_a("[667e19]", &["6.67e21"], &[]);
}

#[test]
fn comparable_numbers() {
    let any = r#"[{"numeric":[">=",-1.7976931348623157e308]}]"#;
    check_a(
        any,
        &["5e-324", "-5e-324", "1.7976931348623157e308", "-1.7976931348623157e308", "2.2250738585072014e-308", "0e400"],
        &[
            "4.9e-324",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993",
            "123456789012345678",
            "0.1000000000000000055",
            "37.807807921694092",
            "1.7976931348623158e308",
            "1.8e308",
            "1e99999999999999999999999999",
            "1e-99999999999999999999999999",
            "1e9223372036854775807",
            "1e-9223372036854775808",
        ],
    );
    check_a(any, &["37.80780792169409", "123456789012345680", "0.3", "-0.3"], &[]);
    let zeros = "0".repeat(10_000);
    check_a(
        "[1]",
        &[&format!("1.{zeros}"), &format!("1{zeros}e-10000"), &format!("0.{zeros}1e10001")],
        &[
            &format!("1.{zeros}1"),
            &format!("1{zeros}"),
            &format!("0.{zeros}1e10000"),
            &format!("1e{zeros}1"),
            &"1".repeat(10_000),
        ],
    );
    check_a("[10]", &[&format!("1e{zeros}1"), &format!("1e+{zeros}1")], &[]);
}

#[test]
fn numeric() {
    check_a(r#"[{"numeric":["=",1]}]"#, &["1", "1.0", "1e0", "10E-1"], &["2", r#""1""#, "null", "true", "[]"]);
    check_a(r#"[{"numeric":["<",1]}]"#, &["0.9", "-1e300"], &["1", "1.0", "2"]);
    check_a(r#"[{"numeric":["<=",1]}]"#, &["1", "0"], &["1.0000000000000002"]);
    check_a(r#"[{"numeric":[">",1]}]"#, &["1.0000000000000002", "[0,2]"], &["1", "0"]);
    check_a(r#"[{"numeric":[">=",1]}]"#, &["1", "2"], &["0.9999999999999999"]);
    check_a(r#"[{"numeric":[">",0,"<=",5]}]"#, &["5", "5.0", "0.1"], &["0", "5.1", "[0,6]"]);
    check_a(r#"[{"numeric":[">=",0,"<",5]}]"#, &["0", "-0"], &["5"]);
    accepted_a(&[r#"[{"numeric":[">",1.7976931348623157e308]}]"#, r#"[{"numeric":[">",-1e300,"<",1e300]}]"#]);
    refused_a(&[
        r#"[{"numeric":[]}]"#,
        r#"[{"numeric":1}]"#,
        r#"[{"numeric":"=1"}]"#,
        r#"[{"numeric":{"=":1}}]"#,
        r#"[{"numeric":[1]}]"#,
        r#"[{"numeric":["="]}]"#,
        r#"[{"numeric":["=","1"]}]"#,
        r#"[{"numeric":["=",null]}]"#,
        r#"[{"numeric":["!=",1]}]"#,
        r#"[{"numeric":["==",1]}]"#,
        r#"[{"numeric":["<",1,">",0]}]"#,
        r#"[{"numeric":["<=",1,"<",2]}]"#,
        r#"[{"numeric":["=",1,"<",2]}]"#,
        r#"[{"numeric":["=",1,2]}]"#,
        r#"[{"numeric":[">",0,">",5]}]"#,
        r#"[{"numeric":[">",0,"=",5]}]"#,
        r#"[{"numeric":[">",0,"<"]}]"#,
        r#"[{"numeric":[">",0,"<",5,"<"]}]"#,
        r#"[{"numeric":[">",0,"<",5,"<",6]}]"#,
        r#"[{"numeric":[">=",1,"<=",1]}]"#,
        r#"[{"numeric":[">",5,"<",1]}]"#,
        r#"[{"numeric":[">",0,"<",-0.0]}]"#,
        r#"[{"numeric":["=",1e400]}]"#,
        r#"[{"numeric":["=",9007199254740993]}]"#,
        r#"[{"numeric":["=",4.9e-324]}]"#,
    ]);
}

#[test]
fn anything_but() {
    check_a(
        r#"[{"anything-but":"x"}]"#,
        &[r#""y""#, "1", "null", "true", r#"["x","y"]"#, r#""X""#],
        &[r#""x""#, "[]", "{}"],
    );
    check(r#"{"a":[{"anything-but":"x"}]}"#, &[], &["{}", r#"{"b":1}"#, r#"{"a":{"b":1}}"#]); // observed
    check_a(r#"[{"anything-but":["x","y"]}]"#, &[r#""z""#, "0"], &[r#""x""#, r#""y""#, r#"["x","y"]"#]);
    check_a(r#"[{"anything-but":1}]"#, &["2", r#""1""#, "null", "1e400", "9007199254740993"], &["1", "1.0", "10e-1"]);
    check_a(r#"[{"anything-but":[1,2.50]}]"#, &["3", r#""x""#], &["1", "2.5", "[1,2.5]"]);
    check_a(r#"[{"anything-but":0}]"#, &["1e-400"], &["-0.0", "0e9"]);
    check_a(r#"[{"anything-but":""}]"#, &[r#""x""#, "null"], &[r#""""#]);
    check_a(r#"[{"anything-but":"10.0.0.1"}]"#, &[r#""010.0.0.1""#, r#""::ffff:a00:1""#], &[r#""10.0.0.1""#]);
    check_a(r#"[{"anything-but":{"prefix":"x"}}]"#, &[r#""y""#, "1", "null"], &[r#""xy""#, r#""x""#]); // observed
    check_a(r#"[{"anything-but":{"prefix":["x","y"]}}]"#, &[r#""zx""#], &[r#""xz""#, r#""yz""#]);
    check_a(r#"[{"anything-but":{"suffix":["x","y"]}}]"#, &[r#""xz""#, "5"], &[r#""zx""#, r#""zy""#]);
    check_a(
        r#"[{"anything-but":{"equals-ignore-case":["x","ß"]}}]"#,
        &[r#""y""#, r#""ss""#, "5"],
        &[r#""X""#, r#""SS""#],
    );
    check_a(r#"[{"anything-but":{"wildcard":["*x*","y"]}}]"#, &[r#""yy""#, "5"], &[r#""axa""#, r#""y""#]);
    accepted_a(&[r#"[{"anything-but":{"equals-ignore-case":""}}]"#, r#"[{"anything-but":{"wildcard":["",""]}}]"#]);
    refused_a(&[
        r#"[{"anything-but":null}]"#,
        r#"[{"anything-but":true}]"#,
        r#"[{"anything-but":[]}]"#,
        r#"[{"anything-but":["x",1]}]"#,
        r#"[{"anything-but":[1,"x"]}]"#,
        r#"[{"anything-but":["x",null]}]"#,
        r#"[{"anything-but":[true]}]"#,
        r#"[{"anything-but":[["x"]]}]"#,
        r#"[{"anything-but":[{"prefix":"x"}]}]"#,
        r#"[{"anything-but":{}}]"#,
        r#"[{"anything-but":{"prefix":""}}]"#,
        r#"[{"anything-but":{"suffix":["x",""]}}]"#,
        r#"[{"anything-but":{"prefix":[]}}]"#,
        r#"[{"anything-but":{"suffix":[]}}]"#,
        r#"[{"anything-but":{"equals-ignore-case":[]}}]"#,
        r#"[{"anything-but":{"wildcard":[]}}]"#,
        r#"[{"anything-but":{"prefix":1}}]"#,
        r#"[{"anything-but":{"prefix":[1]}}]"#,
        r#"[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]"#,
        r#"[{"anything-but":{"numeric":["=",1]}}]"#,
        r#"[{"anything-but":{"exactly":"x"}}]"#,
        r#"[{"anything-but":{"cidr":"10.0.0.0/8"}}]"#,
        r#"[{"anything-but":{"prefix":"x","suffix":"y"}}]"#,
        r#"[{"anything-but":"x","prefix":"y"}]"#,
        r#"[{"anything-but":{"anything-but":"x"}}]"#,
        r#"[{"anything-but":1e400}]"#,
        r#"[{"anything-but":[1,1e400]}]"#,
        r#"[{"anything-but":{"wildcard":"**"}}]"#,
        r#"[{"anything-but":{"wildcard":["x","\\x"]}}]"#,
    ]);
}
