#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rulebridge_fuzz::bodies::sources_formats(data));
