//! What is accepted and refused, and what it means, in UTC.

use super::{Dialect, accepted, accepted_by_both, check_end, check_utc, instant, parse, schedule, utc};
use super::{refused, refused_by_both};

#[test]
fn accepted_by_rules_on_aws() {
    for fields in [
        "0 2 ? * SAT *",
        "0 12 * * ? *",
        "5,35 14 * * ? *",
        "15 10 ? * 6L 2002-2005",
        "0 2 ? * SAT#3 *",
        "* * ? * SAT#3 *",
        "0/5 5 ? JAN 1-5 2022",
        "0 10 * * ? *",
        "15 12 * * ? *",
        "0 18 ? * MON-FRI *",
        "0 8 1 * ? *",
        "0/15 * * * ? *",
        "0/10 * ? * MON-FRI *",
        "0/5 8-17 ? * MON-FRI *",
        "0/30 20-23 ? * MON-FRI *",
        "0/30 0-2 ? * MON-FRI *",
        "0/5, 9-18, ?, *, MON-FRI, *",
    ] {
        accepted(Dialect::Rule, &[&format!("cron({fields})")]);
    }
    accepted(Dialect::Rule, &["rate(1 minute)"]);
}

#[test]
fn accepted_by_scheduler_on_aws() {
    for fields in [
        "0-15/1 8-8 ? * 2,3,4,5,6,7 *",
        "30-30 13-13 ? * 2,4,6 *",
        "1-31/30 1-1 ? * 1,7 *",
        "0 18 ? * MON-FRI *",
        "*/15 * * * ? *",
        "0-59/10 0-23/2 ? * * *",
    ] {
        accepted_by_both(&[&format!("cron({fields})")]);
    }
    accepted(Dialect::Scheduler, &["at(2022-12-31T23:59:59)"]);
}

#[test]
fn refused_on_aws() {
    refused_by_both(&[
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron()",
        "cron(15 12 * * -1 *)",
        "cron(15 12 ? * -1 *)",
        "cron(7 20 * * 1-7 *)",
        "cron(*/60 * * * ? *)",
        "cron(0 50 0,6,12,18 * ? *)",
        "rate(10 seconds)",
        "rate(10 years)",
        "rate()",
        "rate(10)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(-10 minutes)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
    ]);
    refused(
        Dialect::Rule,
        &[
            "cron(0 0 * * ?)",
            "rate(1 minutes)",
            "rate(1 hours)",
            "rate(1 days)",
            "rate(10 minute)",
            "rate(10 hour)",
            "rate(10 day)",
            "rate(0 minutes)",
            "rate(10 MINUTES)",
        ],
    );
    refused(Dialect::Scheduler, &["at(2021-12-31T23:59:59Z)", "at(2021-12-31)"]);
}

#[test]
fn wrappers() {
    refused_by_both(&[
        "",
        "cron",
        "cron(0 0 * * ? *",
        "0 0 * * ? *",
        "(0 0 * * ? *)",
        "cron(0 0 * * ? *) ",
        " cron(0 0 * * ? *)",
        "cron (0 0 * * ? *)",
        "cron(0 0 * * ? *))",
        "cron((0 0 * * ? *))",
        "cron(0 0 * * ? *);",
        "CRON(0 0 * * ? *)",
        "Cron(0 0 * * ? *)",
        "Rate(5 minutes)",
        "AT(2026-01-01T00:00:00)",
        "every(5 minutes)",
    ]);
    accepted_by_both(&[
        "cron( 0 0 * * ? * )",
        "cron(  0\t0  *\t\t* ? *\t)",
        "cron(\t0 0 * * ? *)",
        "cron(0 0 * * ? *,)",
    ]);
    refused_by_both(&["cron(0\n0 * * ? *)", "cron(0\u{a0}0 * * ? *)", "cron(0 0 * * ? *\n)", "cron(\r\n0 0 * * ? *)"]);
    // 256 characters are accepted.
    let padded = |length: usize| format!("cron({}0 0 * * ? *)", " ".repeat(length - "cron(0 0 * * ? *)".len()));
    assert_eq!(padded(256).len(), 256);
    accepted_by_both(&[&padded(256)]);
    refused_by_both(&[&padded(257)]);
}

#[test]
fn numbers_of_fields() {
    refused(Dialect::Rule, &["cron(0 0 * * ?)", "cron( 0 0 ? * MON )"]);
    accepted(Dialect::Scheduler, &["cron(0 0 * * ?)", "cron( 0 0 ? * MON )"]);
    refused_by_both(&[
        "cron( )",
        "cron(0 0 * *)",
        "cron(0 0 * * ? * *)",
        "cron(0 0 0 * * ? *)",
        "cron(0 , 5 0 * * ? *)",
    ]);
    refused(Dialect::Scheduler, &["cron(0 0 * * *)", "cron(0 0 ? * ?)"]);
    check_utc("cron(0 0 1 1 ?)", &["2027-01-01T00:00:00", "2028-01-01T00:00:00"]);
}

#[test]
fn question_marks() {
    accepted_by_both(&["cron(0 0 ? * * *)", "cron(0 0 ?, * ,* *)", "cron(0 0 L * ,? *)"]);
    refused_by_both(&[
        "cron(0 0 * * * *)",
        "cron(0 0 ? * ? *)",
        "cron(0 0 1 * MON *)",
        "cron(0 0 L * L *)",
        "cron(? 0 * * ? *)",
        "cron(0 ? * * ? *)",
        "cron(0 0 * ? ? *)",
        "cron(0 0 * * ? ?)",
        "cron(0 0 ?,5 * * *)",
        "cron(0 0 * * ?,2 *)",
        "cron(0 0 ?,? * * *)",
        "cron(0 0 ?/2 * * *)",
        "cron(0 0 ?-5 * * *)",
        "cron(0 0 ?? * * *)",
    ]);
}

#[test]
fn lists() {
    accepted_by_both(&[
        "cron(5, 0 * * ? *)",
        "cron(,5 0 * * ? *)",
        "cron(5,,6 0 * * ? *)",
        "cron(*, 0 * * ? *)",
        "cron(,*,, 0 * * ? *)",
        "cron(*/5,7 0 * * ? *)",
        "cron(*/5,*/7 0 * * ? *)",
        "cron(1,5-9,20/10,30-40/5,1 0 * * ? *)",
        "cron(0 0 ? * MON,4,FRI-SAT *)",
        "cron(0 0 1 jan,2,MaR-apr ? 2026,2030-2031)",
    ]);
    refused_by_both(&[
        "cron(, 0 * * ? *)",
        "cron(,, 0 * * ? *)",
        "cron(0 0 , * ? *)",
        "cron(0 0 ? * , *)",
        "cron(0 0 * * ? ,)",
        "cron(*,5 0 * * ? *)",
        "cron(5,* 0 * * ? *)",
        "cron(*,* 0 * * ? *)",
        "cron(0 0 *,1 * ? *)",
        "cron(0 0 ? * *,MON *)",
        "cron(0 0 L,15 * ? *)",
        "cron(0 0 15,LW * ? *)",
        "cron(0 0 L,L * ? *)",
        "cron(0 0 1W,15W * ? *)",
        "cron(0 0 1,15W * ? *)",
        "cron(0 0 ? * 6L,2L *)",
        "cron(0 0 ? * L,MON *)",
        "cron(0 0 ? * 2#1,3#1 *)",
        "cron(0 0 ? * 2#1,4 *)",
        "cron(5;6 0 * * ? *)",
    ]);
    check_utc(
        "cron(5,,40-10/15, 0 1 1 ? *)",
        &[
            "2026-01-01T00:05:00",
            "2026-01-01T00:10:00",
            "2026-01-01T00:40:00",
            "2026-01-01T00:55:00",
            "2027-01-01T00:05:00",
        ],
    );
}

#[test]
fn values() {
    accepted_by_both(&[
        "cron(0 0 1 1 ? 1970)",
        "cron(59 23 31 12 ? 2199)",
        "cron(00 00 01 01 ? 2027)",
        "cron(0 0 ? * 1 *)",
        "cron(0 0 ? * 07 *)",
        "cron(0 0 ? * mon *)",
        "cron(0 0 ? * tUe-fRi *)",
        "cron(0 0 1 dEc ? *)",
    ]);
    refused_by_both(&[
        "cron(60 0 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 0 0 * ? *)",
        "cron(0 0 32 * ? *)",
        "cron(0 0 * 0 ? *)",
        "cron(0 0 * 13 ? *)",
        "cron(0 0 ? * 0 *)",
        "cron(0 0 ? * 8 *)",
        "cron(0 0 * * ? 1969)",
        "cron(0 0 * * ? 2200)",
        "cron(0 0 * * ? 26)",
        "cron(005 0 * * ? *)",
        "cron(0 000 * * ? *)",
        "cron(0 0 001 * ? *)",
        "cron(0 0 1 001 ? *)",
        "cron(0 0 ? * 002 *)",
        "cron(0 0 * * ? 02026)",
        "cron(+5 0 * * ? *)",
        "cron(-5 0 * * ? *)",
        "cron(5.0 0 * * ? *)",
        "cron(٥ 0 * * ? *)",
        "cron(0 0 * JANUARY ? *)",
        "cron(0 0 * JA ? *)",
        "cron(0 0 ? * MONDAY *)",
        "cron(0 0 ? * JAN *)",
        "cron(0 0 * MON ? *)",
        "cron(0 0 MON * ? *)",
        "cron(MON 0 * * ? *)",
        "cron(0 0 ? * \u{17f}un *)",
        "cron(** 0 * * ? *)",
    ]);
}

#[test]
fn ranges() {
    accepted_by_both(&["cron(8-8 0 * * ? *)", "cron(0 0 * JAN-JAN ? *)", "cron(0 0 * * ? 2030-2030)"]);
    refused_by_both(&[
        "cron(*-5 0 * * ? *)",
        "cron(5-* 0 * * ? *)",
        "cron(5- 0 * * ? *)",
        "cron(-5/2 0 * * ? *)",
        "cron(1-2-3 0 * * ? *)",
        "cron(5-60 0 * * ? *)",
        "cron(0 0 ? * 2-FRI *)",
        "cron(0 0 ? * MON-6 *)",
        "cron(0 0 1 JAN-3 ? *)",
        "cron(0 0 ? * 2-FRI/2 *)",
        "cron(0 0 * * ? 2030-2026)",
        "cron(0 0 * * ? 2030-2026/2)",
        "cron(0 0 L-L * ? *)",
    ]);
    // Going down: around the end of the field.
    check_utc(
        "cron(0 22-2 1,2 1 ? *)",
        &[
            "2026-01-01T01:00:00",
            "2026-01-01T02:00:00",
            "2026-01-01T22:00:00",
            "2026-01-01T23:00:00",
            "2026-01-02T00:00:00",
            "2026-01-02T01:00:00",
        ],
    );
    check_utc("cron(0 22-2/2 2 1 ? *)", &["2026-01-02T00:00:00", "2026-01-02T02:00:00", "2026-01-02T22:00:00"]);
    // 22 and 1.
    check_utc("cron(0 22-2/3 2 1 ? *)", &["2026-01-02T01:00:00", "2026-01-02T22:00:00", "2027-01-02T01:00:00"]);
    // 28, 30, 1 and 3, as if there were always 31 days.
    check_utc("cron(0 0 28-3/2 2 ? *)", &["2026-02-01T00:00:00", "2026-02-03T00:00:00", "2026-02-28T00:00:00"]);
    // Friday, Saturday, Sunday and Monday; Friday and Sunday.
    check_utc(
        "cron(0 0 ? * FRI-MON *)",
        &[
            "2026-01-02T00:00:00",
            "2026-01-03T00:00:00",
            "2026-01-04T00:00:00",
            "2026-01-05T00:00:00",
            "2026-01-09T00:00:00",
        ],
    );
    check_utc("cron(0 0 ? * FRI-MON/2 *)", &["2026-01-02T00:00:00", "2026-01-04T00:00:00", "2026-01-09T00:00:00"]);
    check_utc("cron(0 0 1 11-2/3 ? *)", &["2026-02-01T00:00:00", "2026-11-01T00:00:00", "2027-02-01T00:00:00"]);
    // A step further than the range is long.
    check_utc("cron(10-20/30 0 1 1 ? *)", &["2026-01-01T00:10:00", "2027-01-01T00:10:00"]);
}

#[test]
fn steps() {
    accepted_by_both(&[
        "cron(*/59 0/23 1/31 1/12 ? 1970/2199)",
        "cron(0 0 ? * */7 *)",
        "cron(*/01 0 * * ? *)",
        "cron(7/1 0 * * ? *)",
    ]);
    refused_by_both(&[
        "cron(*/0 0 * * ? *)",
        "cron(5/0 0 * * ? *)",
        "cron(1-5/0 0 * * ? *)",
        "cron(*/60 0 * * ? *)",
        "cron(5/60 0 * * ? *)",
        "cron(0-59/60 0 * * ? *)",
        "cron(0 */24 * * ? *)",
        "cron(0 0 */32 * ? *)",
        "cron(0 0 * */13 ? *)",
        "cron(0 0 ? * */8 *)",
        "cron(0 0 * * ? */2200)",
        "cron(0 0 * * ? */0)",
        "cron(/5 0 * * ? *)",
        "cron(5/ 0 * * ? *)",
        "cron(/ 0 * * ? *)",
        "cron(*/* 0 * * ? *)",
        "cron(*/5/5 0 * * ? *)",
        "cron(*/-5 0 * * ? *)",
        "cron(*/+5 0 * * ? *)",
        "cron(*/2-5 0 * * ? *)",
        "cron(*/005 0 * * ? *)",
        "cron(0 0 L/2 * ? *)",
        "cron(0 0 15W/2 * ? *)",
        "cron(0 0 ? * L/2 *)",
        "cron(0 0 ? * 2#1/2 *)",
        "cron(0 0 1 JAN/FEB ? *)",
    ]);
    // Documented: 1/10 is the 1st, 11th, 21st and 31st.
    check_utc(
        "cron(0 0 1/10 3 ? *)",
        &[
            "2026-03-01T00:00:00",
            "2026-03-11T00:00:00",
            "2026-03-21T00:00:00",
            "2026-03-31T00:00:00",
            "2027-03-01T00:00:00",
        ],
    );
    check_utc("cron(0 0 */30 1 ? *)", &["2026-01-31T00:00:00", "2027-01-01T00:00:00"]);
    check_utc("cron(0 0 1 MAR/4 ? *)", &["2026-03-01T00:00:00", "2026-07-01T00:00:00", "2026-11-01T00:00:00"]);
    check_utc("cron(0 0 ? * MON/2 *)", &["2026-01-02T00:00:00", "2026-01-05T00:00:00", "2026-01-07T00:00:00"]);
    // Sunday, Wednesday, Saturday.
    check_utc("cron(0 0 ? * */3 *)", &["2026-01-03T00:00:00", "2026-01-04T00:00:00", "2026-01-07T00:00:00"]);
    check_utc("cron(0 0 1 1 ? */50)", &["2070-01-01T00:00:00", "2120-01-01T00:00:00", "2170-01-01T00:00:00"]);
    check_end("cron(0 0 1 1 ? */50)", &utc, "2170-01-01T00:00:00");
}

#[test]
fn days_of_the_month() {
    accepted_by_both(&[
        "cron(0 0 l * ? *)",
        "cron(0 0 lw * ? *)",
        "cron(0 0 L-0 * ? *)",
        "cron(0 0 L-30 * ? *)",
        "cron(0 0 L-03 * ? *)",
        "cron(0 0 l-3w * ? *)",
        "cron(0 0 L-30W * ? *)",
        "cron(0 0 01W * ? *)",
        "cron(0 0 31w * ? *)",
        "cron(0 0 L, * ? *)",
        "cron(0 0 ,15W * ? *)",
    ]);
    refused_by_both(&[
        "cron(0 0 L-31 * ? *)",
        "cron(0 0 L-31W * ? *)",
        "cron(0 0 L- * ? *)",
        "cron(0 0 L-W * ? *)",
        "cron(0 0 L--1 * ? *)",
        "cron(0 0 L-003 * ? *)",
        "cron(0 0 L3 * ? *)",
        "cron(0 0 L+3 * ? *)",
        "cron(0 0 LL * ? *)",
        "cron(0 0 LWW * ? *)",
        "cron(0 0 WL * ? *)",
        "cron(0 0 3L * ? *)",
        "cron(0 0 W * ? *)",
        "cron(0 0 W3 * ? *)",
        "cron(0 0 0W * ? *)",
        "cron(0 0 32W * ? *)",
        "cron(0 0 1-5W * ? *)",
        "cron(0 0 *W * ? *)",
        "cron(0 0 2#1 * ? *)",
        "cron(0 0 1 L ? *)",
        "cron(L 0 * * ? *)",
        "cron(0 0 * * ? L)",
    ]);
    check_utc("cron(0 0 L * ? *)", &["2026-01-31T00:00:00", "2026-02-28T00:00:00", "2026-03-31T00:00:00"]);
    check_utc("cron(0 0 L 2 ? *)", &["2026-02-28T00:00:00", "2027-02-28T00:00:00", "2028-02-29T00:00:00"]);
    check_utc("cron(0 0 L-30 * ? *)", &["2026-03-01T00:00:00", "2026-05-01T00:00:00", "2026-07-01T00:00:00"]);
    check_utc("cron(0 0 L-28 2 ? *)", &["2028-02-01T00:00:00", "2032-02-01T00:00:00"]);
    // 1 August 2026 and 1 May 2027 are Saturdays, 1 March 2026 is a Sunday.
    check_utc("cron(0 0 1W 3,8 ? *)", &["2026-03-02T00:00:00", "2026-08-03T00:00:00", "2027-03-01T00:00:00"]);
    check_utc("cron(0 0 L-30W 5,8 ? *)", &["2026-05-01T00:00:00", "2026-08-03T00:00:00", "2027-05-03T00:00:00"]);
    // 15 August 2026 is a Saturday, 15 November 2026 a Sunday.
    check_utc("cron(0 0 15W 8,11 ? *)", &["2026-08-14T00:00:00", "2026-11-16T00:00:00"]);
    // 31 October 2027 is a Sunday, 31 January 2026 a Saturday; 31 May 2026 is a Sunday.
    check_utc("cron(0 0 31W 10 ? 2027)", &["2027-10-29T00:00:00"]);
    check_utc(
        "cron(0 0 LW 1-5 ? *)",
        &[
            "2026-01-30T00:00:00",
            "2026-02-27T00:00:00",
            "2026-03-31T00:00:00",
            "2026-04-30T00:00:00",
            "2026-05-29T00:00:00",
        ],
    );
    // No roll-over in short months.
    check_utc("cron(0 0 30W 1-4 ? *)", &["2026-01-30T00:00:00", "2026-03-30T00:00:00", "2026-04-30T00:00:00"]);
}

#[test]
fn days_of_the_week() {
    accepted_by_both(&[
        "cron(0 0 ? * l *)",
        "cron(0 0 ? * 06L *)",
        "cron(0 0 ? * Fril *)",
        "cron(0 0 ? * 7L *)",
        "cron(0 0 ? * sat#3 *)",
        "cron(0 0 ? * 07#5 *)",
        "cron(0 0 ? * 6L, *)",
        "cron(0 0 ? * ,2#1, *)",
    ]);
    refused_by_both(&[
        "cron(0 0 ? * L-2 *)",
        "cron(0 0 ? * LW *)",
        "cron(0 0 ? * W *)",
        "cron(0 0 ? * 2W *)",
        "cron(0 0 ? * 0L *)",
        "cron(0 0 ? * 8L *)",
        "cron(0 0 ? * LL *)",
        "cron(0 0 ? * L6 *)",
        "cron(0 0 ? * MONDAYL *)",
        "cron(0 0 ? * 2-6L *)",
        "cron(0 0 ? * MON#0 *)",
        "cron(0 0 ? * MON#6 *)",
        "cron(0 0 ? * 0#1 *)",
        "cron(0 0 ? * 8#1 *)",
        "cron(0 0 ? * #1 *)",
        "cron(0 0 ? * 2# *)",
        "cron(0 0 ? * 2#1#1 *)",
        "cron(0 0 ? * 2#L *)",
        "cron(0 0 ? * *#1 *)",
        "cron(0 0 ? * 2-3#1 *)",
    ]);
    // 1 is Sunday.
    check_utc("cron(0 0 ? * 1 *)", &["2026-01-04T00:00:00", "2026-01-11T00:00:00"]);
    check_utc("cron(0 0 ? * SUN *)", &["2026-01-04T00:00:00", "2026-01-11T00:00:00"]);
    check_utc("cron(0 0 ? * L *)", &["2026-01-03T00:00:00", "2026-01-10T00:00:00"]);
    check_utc("cron(0 0 ? * SATL *)", &["2026-01-31T00:00:00", "2026-02-28T00:00:00", "2026-03-28T00:00:00"]);
    check_utc("cron(0 0 ? * 3#2 *)", &["2026-01-13T00:00:00", "2026-02-10T00:00:00", "2026-03-10T00:00:00"]);
    check_utc("cron(0 0 ? 2 2#5 *)", &["2044-02-29T00:00:00", "2072-02-29T00:00:00", "2112-02-29T00:00:00"]);
}

#[test]
fn rates() {
    let interval = |text, dialect| parse(text, dialect).and_then(|schedule| schedule.interval());
    for (text, seconds) in [
        ("rate(1 minute)", 60),
        ("rate(5 minutes)", 300),
        ("rate(05 minutes)", 300),
        ("rate(01 hour)", 3_600),
        ("rate(2 hours)", 7_200),
        ("rate(1 day)", 86_400),
        ("rate(7 days)", 604_800),
        ("rate(00000000000000000007 days)", 604_800),
        ("rate(4294967295 days)", 371_085_174_288_000),
    ] {
        assert_eq!(interval(text, Dialect::Rule), Some(seconds), "{text}");
        assert_eq!(interval(text, Dialect::Scheduler), Some(seconds), "{text}");
    }
    for (text, seconds) in [("rate(1 minutes)", 60), ("rate(10 hour)", 36_000), ("rate(1 days)", 86_400)] {
        assert_eq!(interval(text, Dialect::Rule), None, "{text}");
        assert_eq!(interval(text, Dialect::Scheduler), Some(seconds), "{text}");
    }
    refused_by_both(&[
        "rate(0 minutes)",
        "rate(0 minute)",
        "rate(00 days)",
        "rate(+5 minutes)",
        "rate(-1 minute)",
        "rate(1.5 hours)",
        "rate(5  minutes)",
        "rate(5\tminutes)",
        "rate(5minutes)",
        "rate(5 minutes )",
        "rate(5 minutes 1)",
        "rate( minutes)",
        "rate(minutes)",
        "rate(5 )",
        "rate(5 Minutes)",
        "rate(1 MINUTE)",
        "rate(5 weeks)",
        "rate(4294967296 minutes)",
        "rate(99999999999999999999 minutes)",
        "rate(٥ minutes)",
    ]);
    let rate = schedule("rate(5 minutes)");
    assert!(rate.ever_fires() && !rate.fires_at(0, &utc, false));
    assert_eq!((rate.next_after(0, &utc, false), rate.previous_before(0, &utc, false)), (None, None));
    assert_eq!(schedule("cron(0 0 * * ? *)").interval(), None);
}

#[test]
fn once() {
    accepted(
        Dialect::Scheduler,
        &["at(1970-01-01T00:00:00)", "at(2199-12-31T23:59:59)", "at(2028-02-29T12:00:00)", "at(2000-02-29T12:00:00)"],
    );
    refused(Dialect::Rule, &["at(2026-01-01T00:00:00)"]);
    refused(
        Dialect::Scheduler,
        &[
            "at()",
            "at(2026-01-01)",
            "at(2026-01-01T00:00)",
            "at(2026-01-01T00:00:00Z)",
            "at(2026-01-01T00:00:00+01:00)",
            "at(2026-01-01T00:00:00.000)",
            "at(2026-01-01 00:00:00)",
            "at(2026-01-01t00:00:00)",
            "at( 2026-01-01T00:00:00)",
            "at(2026-01-01T00:00:00 )",
            "at(2026-1-1T00:00:00)",
            "at(+026-01-01T00:00:00)",
            "at(2026-02-29T00:00:00)",
            "at(2100-02-29T00:00:00)",
            "at(2026-04-31T00:00:00)",
            "at(2026-00-01T00:00:00)",
            "at(2026-13-01T00:00:00)",
            "at(2026-01-00T00:00:00)",
            "at(2026-01-32T00:00:00)",
            "at(2026-01-01T24:00:00)",
            "at(2026-01-01T00:60:00)",
            "at(2026-01-01T00:00:60)",
            "at(1969-12-31T23:59:59)",
            "at(2200-01-01T00:00:00)",
            "at(٢٠٢٦-01-01T00:00:00)",
        ],
    );
    check_utc("at(2026-07-01T12:34:56)", &["2026-07-01T12:34:56"]);
    check_end("at(2026-07-01T12:34:56)", &utc, "2026-07-01T12:34:56");
    let at = schedule("at(2026-07-01T12:34:56)");
    assert_eq!(at.previous_before(instant("2026-07-01T12:34:56"), &utc, false), None);
    assert!(at.ever_fires());
    assert_eq!(at.interval(), None);
}

#[test]
fn the_ends_of_time() {
    let daily = schedule("cron(0 0 * * ? *)");
    assert_eq!(daily.next_after(i64::MIN, &utc, false), Some(0));
    assert_eq!(daily.next_after(-1, &utc, false), Some(0));
    assert_eq!(daily.previous_before(0, &utc, false), None);
    assert_eq!(daily.previous_before(i64::MIN, &utc, false), None);
    assert_eq!(daily.previous_before(i64::MAX, &utc, false), Some(7_258_032_000)); // 2199-12-31
    assert_eq!(daily.next_after(7_258_032_000, &utc, false), None);
    assert_eq!(daily.next_after(i64::MAX, &utc, false), None);
    assert!(!daily.fires_at(i64::MIN, &utc, false) && !daily.fires_at(i64::MAX, &utc, false));
    assert!(!daily.fires_at(-86_400, &utc, false) && !daily.fires_at(7_258_032_000 + 86_400, &utc, false));
    // The last local day ends later in the west.
    let west = |_| -43_200;
    assert_eq!(schedule("cron(59 23 * * ? *)").previous_before(i64::MAX, &west, false), Some(7_258_161_540));
    assert_eq!(schedule("cron(0 0 * * ? *)").next_after(i64::MIN, &|_| 50_400, false), Some(-50_400));
}

#[test]
fn never() {
    for fields in [
        "0 0 30 2 ? *",
        "0 0 31 4,6 ? *",
        "0 0 29 2 ? 2100",
        "0 0 ? 2 MON#5 2026",
        "0 0 29W 2 ? 2027",
        "0 0 L-28 2 ? 2026",
    ] {
        let schedule = schedule(&format!("cron({fields})"));
        assert!(!schedule.ever_fires(), "{fields}");
        assert_eq!(schedule.next_after(0, &utc, false), None, "{fields}");
        assert_eq!(schedule.previous_before(i64::MAX, &utc, false), None, "{fields}");
    }
    for fields in ["0 0 29 2 ? *", "15 10 ? * 6L 2002-2005", "0 0 ? 2 MON#5 *", "0 0 1 1 ? 1970", "0 0 31 12 ? 2199"] {
        assert!(schedule(&format!("cron({fields})")).ever_fires(), "{fields}");
    }
    check_end("cron(15 10 ? * 6L 2002-2005)", &utc, "2026-01-01T00:00:00");
}

#[test]
fn long_gaps() {
    let leap_days = ["2092-02-29T00:00:00", "2096-02-29T00:00:00", "2104-02-29T00:00:00", "2108-02-29T00:00:00"];
    super::check("cron(0 0 29 2 ? *)", &utc, false, "2091-01-01T00:00:00", &leap_days);
}
