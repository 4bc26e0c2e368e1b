//! Sixty-four bytes at a time: where a run of plain characters in a string ends, and where a container does.
//!
//! The only module with `unsafe`: each block of it calls vector instructions that the processor is known to have. The portable
//! twin says the same, and the tests hold the others to it.
#![expect(unsafe_code, reason = "vector instructions; each block says why it is sound")]

/// The bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// The instructions that are used: those that [`detect`](Self::detect) has seen, which alone makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instructions(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    #[cfg_attr(
        all(not(test), any(target_arch = "x86_64", target_arch = "aarch64")),
        expect(dead_code, reason = "the twin of the others")
    )]
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Instructions {
    /// All that this processor has.
    #[cfg(test)]
    fn all() -> Vec<Self> {
        let mut all = vec![Self(Set::Portable)];
        #[cfg(target_arch = "x86_64")]
        all.push(Self(Set::Sse2));
        if !all.contains(&Self::detect()) {
            all.push(Self::detect());
        }
        all
    }

    /// The best that this processor has.
    #[inline]
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let has_all = std::arch::is_x86_feature_detected!("avx2")
                && std::arch::is_x86_feature_detected!("bmi1")
                && std::arch::is_x86_feature_detected!("popcnt");
            Self(if has_all { Set::Avx2 } else { Set::Sse2 })
        }
        #[cfg(target_arch = "aarch64")]
        {
            Self(Set::Neon)
        }
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        {
            Self(Set::Portable)
        }
    }

    /// The bytes that end a run of plain characters in a string: `"`, `\` and control characters; a bit each, the first byte lowest.
    #[inline]
    pub(crate) fn ends(self, block: &[u8; BLOCK]) -> u64 {
        match self.0 {
            Set::Portable => portable::ends(block),
            // SAFETY: `detect` has seen that the processor has the instructions, and nobody else makes a value of this type; SSE2
            // and NEON belong to every processor of their architecture.
            #[cfg(target_arch = "x86_64")]
            Set::Sse2 => unsafe { x86::ends_sse2(block) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { x86::ends_avx2(block) },
            #[cfg(target_arch = "aarch64")]
            Set::Neon => unsafe { neon::ends(block) },
        }
    }

    /// The offset behind the bracket that closes a container, given one inside it and outside of its strings. Brackets may be of either
    /// kind: the text is known to be JSON, or the answer means nothing.
    #[inline]
    pub(crate) fn container_end(self, bytes: &[u8], inside: usize) -> Option<usize> {
        match self.0 {
            Set::Portable => container_end(bytes, inside, portable::marks),
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Sse2 => unsafe { x86::container_end_sse2(bytes, inside) },
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { x86::container_end_avx2(bytes, inside) },
            #[cfg(target_arch = "aarch64")]
            Set::Neon => unsafe { neon::container_end(bytes, inside) },
        }
    }
}

/// The bytes of a block that matter outside of strings, and what makes strings; a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marks {
    quotes: u64,
    backslashes: u64,
    /// `{` and `[`.
    opening: u64,
    /// `}` and `]`.
    closing: u64,
}

/// [`Instructions::container_end`], with what finds the marks.
#[inline(always)]
fn container_end(bytes: &[u8], inside: usize, marks: impl Fn(&[u8; BLOCK]) -> Marks) -> Option<usize> {
    let mut open = 1_u64;
    let mut strings = Strings::default();
    let mut rest = bytes.get(inside..)?;
    let mut at = inside;
    while !rest.is_empty() {
        let (block, after) = match rest.split_first_chunk::<BLOCK>() {
            Some((block, after)) => (*block, after),
            None => (last_block(rest), &[][..]),
        };
        let marks = marks(&block);
        let outside = !strings.inside(&marks);
        let (opening, closing) = (marks.opening & outside, marks.closing & outside);
        if u64::from(closing.count_ones()) >= open {
            let mut left = closing;
            let mut closed = 0;
            while left != 0 {
                let here = left & left.wrapping_neg();
                closed += 1;
                if open + u64::from((opening & (here - 1)).count_ones()) == closed {
                    return Some(at + here.trailing_zeros() as usize + 1);
                }
                left ^= here;
            }
        }
        open = open + u64::from(opening.count_ones()) - u64::from(closing.count_ones());
        at += BLOCK;
        rest = after;
    }
    None
}

/// What is known of strings at the start of a block.
#[derive(Debug, Default)]
struct Strings {
    /// All ones inside a string.
    inside: u64,
    /// One if the first byte is escaped.
    escaped: u64,
}

impl Strings {
    /// The bytes of the next block that belong to strings.
    #[inline(always)]
    fn inside(&mut self, marks: &Marks) -> u64 {
        let quotes = marks.quotes & !self.escaped(marks.backslashes);
        // Each quote turns all bytes from it on.
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.inside;
        self.inside = 0_u64.wrapping_sub(inside >> 63);
        inside
    }

    /// The bytes of the next block that a backslash stands before which is not escaped itself.
    #[inline(always)]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        if backslashes == 0 {
            return std::mem::take(&mut self.escaped);
        }
        /// The even bytes, from 0.
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let backslashes = backslashes & !self.escaped;
        let follows = backslashes << 1 | self.escaped;
        let odd_starts = backslashes & !EVEN & !follows;
        // A run that starts at an odd byte carries into the byte behind it, which turns even and odd around.
        let (runs, carries) = odd_starts.overflowing_add(backslashes);
        self.escaped = u64::from(carries);
        (EVEN ^ (runs << 1)) & follows
    }
}

/// The last bytes of a text, and zeros behind them.
#[inline(never)]
pub(crate) fn last_block(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}

/// Without vector instructions: eight bytes at a time.
mod portable {
    use super::{BLOCK, Marks};

    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOWS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

    pub(super) fn ends(block: &[u8; BLOCK]) -> u64 {
        bits(block, |word| equal(word, b'"') | equal(word, b'\\') | zeros(word & (ONES * 0xe0)))
    }

    pub(super) fn marks(block: &[u8; BLOCK]) -> Marks {
        Marks {
            quotes: bits(block, |word| equal(word, b'"')),
            backslashes: bits(block, |word| equal(word, b'\\')),
            opening: bits(block, |word| equal(word | (ONES * 0x20), b'{')),
            closing: bits(block, |word| equal(word | (ONES * 0x20), b'}')),
        }
    }

    /// A bit for each byte of a block, by the high bits that `highs` gives for eight of them.
    fn bits(block: &[u8; BLOCK], highs: impl Fn(u64) -> u64) -> u64 {
        block.chunks_exact(8).rev().fold(0, |bits, word| {
            let word = word.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
            bits << 8 | side_by_side(highs(word))
        })
    }

    fn equal(word: u64, byte: u8) -> u64 {
        zeros(word ^ (ONES * u64::from(byte)))
    }

    /// The high bit of every byte that is zero: its low bits do not carry into the high one, which is not set either.
    fn zeros(word: u64) -> u64 {
        !(((word & LOWS) + LOWS) | word | LOWS)
    }

    /// The high bits of eight bytes as one byte.
    fn side_by_side(highs: u64) -> u64 {
        (highs >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BLOCK, Marks};

    /// # Safety
    ///
    /// The processor has SSE2, as every one of this architecture.
    #[target_feature(enable = "sse2")]
    pub(super) unsafe fn ends_sse2(block: &[u8; BLOCK]) -> u64 {
        let mut bits = 0;
        for (i, part) in block.chunks_exact(16).enumerate() {
            // SAFETY: the part has the sixteen bytes that are read, at any alignment; the rest only computes.
            let ends = unsafe {
                let bytes = _mm_loadu_si128(part.as_ptr().cast());
                let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
                let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
                let controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
                _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls))
            };
            bits |= u64::from(ends as u32) << (16 * i);
        }
        bits
    }

    /// # Safety
    ///
    /// The processor has AVX2.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn ends_avx2(block: &[u8; BLOCK]) -> u64 {
        let mut bits = 0;
        for (i, part) in block.chunks_exact(32).enumerate() {
            // SAFETY: the part has the thirty-two bytes that are read, at any alignment; the rest only computes.
            let ends = unsafe {
                let bytes = _mm256_loadu_si256(part.as_ptr().cast());
                let quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"' as i8));
                let backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8));
                let controls =
                    _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, _mm256_set1_epi8(0x1f)), _mm256_set1_epi8(0x1f));
                _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls))
            };
            bits |= u64::from(ends as u32) << (32 * i);
        }
        bits
    }

    /// # Safety
    ///
    /// The processor has SSE2, as every one of this architecture.
    #[target_feature(enable = "sse2")]
    pub(super) unsafe fn container_end_sse2(bytes: &[u8], inside: usize) -> Option<usize> {
        // SAFETY: SSE2 is there, by what this function asks for.
        super::container_end(bytes, inside, |block| unsafe { marks_sse2(block) })
    }

    /// # Safety
    ///
    /// The processor has SSE2, as every one of this architecture.
    #[inline]
    #[target_feature(enable = "sse2")]
    unsafe fn marks_sse2(block: &[u8; BLOCK]) -> Marks {
        let mut marks = Marks { quotes: 0, backslashes: 0, opening: 0, closing: 0 };
        for (i, part) in block.chunks_exact(16).enumerate() {
            // SAFETY: the part has the sixteen bytes that are read, at any alignment; the rest only computes.
            unsafe {
                let bytes = _mm_loadu_si128(part.as_ptr().cast());
                // `[` and `{`, `]` and `}` differ in this bit alone.
                let brackets = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
                let equal = |bytes, byte: u8| {
                    let equal = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8));
                    u64::from(_mm_movemask_epi8(equal) as u32) << (16 * i)
                };
                marks.quotes |= equal(bytes, b'"');
                marks.backslashes |= equal(bytes, b'\\');
                marks.opening |= equal(brackets, b'{');
                marks.closing |= equal(brackets, b'}');
            }
        }
        marks
    }

    /// # Safety
    ///
    /// The processor has AVX2, BMI1 and POPCNT.
    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub(super) unsafe fn container_end_avx2(bytes: &[u8], inside: usize) -> Option<usize> {
        // SAFETY: AVX2 is there, by what this function asks for.
        super::container_end(bytes, inside, |block| unsafe { marks_avx2(block) })
    }

    /// # Safety
    ///
    /// The processor has AVX2.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn marks_avx2(block: &[u8; BLOCK]) -> Marks {
        let mut marks = Marks { quotes: 0, backslashes: 0, opening: 0, closing: 0 };
        for (i, part) in block.chunks_exact(32).enumerate() {
            // SAFETY: the part has the thirty-two bytes that are read, at any alignment; the rest only computes.
            unsafe {
                let bytes = _mm256_loadu_si256(part.as_ptr().cast());
                // `[` and `{`, `]` and `}` differ in this bit alone.
                let brackets = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
                let equal = |bytes, byte: u8| {
                    let equal = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8));
                    u64::from(_mm256_movemask_epi8(equal) as u32) << (32 * i)
                };
                marks.quotes |= equal(bytes, b'"');
                marks.backslashes |= equal(bytes, b'\\');
                marks.opening |= equal(brackets, b'{');
                marks.closing |= equal(brackets, b'}');
            }
        }
        marks
    }
}

#[cfg(target_arch = "aarch64")]
mod neon {
    use std::arch::aarch64::*;

    use super::{BLOCK, Marks};

    /// # Safety
    ///
    /// The processor has NEON, as every one of this architecture.
    #[target_feature(enable = "neon")]
    pub(super) unsafe fn ends(block: &[u8; BLOCK]) -> u64 {
        let mut bits = 0;
        for (i, part) in block.chunks_exact(16).enumerate() {
            // SAFETY: the part has the sixteen bytes that are read, at any alignment; the rest only computes.
            let ends = unsafe {
                let bytes = vld1q_u8(part.as_ptr());
                let quotes = vceqq_u8(bytes, vdupq_n_u8(b'"'));
                let backslashes = vceqq_u8(bytes, vdupq_n_u8(b'\\'));
                let controls = vcltq_u8(bytes, vdupq_n_u8(0x20));
                bits(vorrq_u8(vorrq_u8(quotes, backslashes), controls))
            };
            bits |= ends << (16 * i);
        }
        bits
    }

    /// # Safety
    ///
    /// The processor has NEON, as every one of this architecture.
    #[target_feature(enable = "neon")]
    pub(super) unsafe fn container_end(bytes: &[u8], inside: usize) -> Option<usize> {
        // SAFETY: NEON is there, by what this function asks for.
        super::container_end(bytes, inside, |block| unsafe { marks(block) })
    }

    /// # Safety
    ///
    /// The processor has NEON, as every one of this architecture.
    #[inline]
    #[target_feature(enable = "neon")]
    unsafe fn marks(block: &[u8; BLOCK]) -> Marks {
        let mut marks = Marks { quotes: 0, backslashes: 0, opening: 0, closing: 0 };
        for (i, part) in block.chunks_exact(16).enumerate() {
            // SAFETY: the part has the sixteen bytes that are read, at any alignment; the rest only computes.
            unsafe {
                let bytes = vld1q_u8(part.as_ptr());
                // `[` and `{`, `]` and `}` differ in this bit alone.
                let brackets = vorrq_u8(bytes, vdupq_n_u8(0x20));
                let equal = |bytes, byte: u8| bits(vceqq_u8(bytes, vdupq_n_u8(byte))) << (16 * i);
                marks.quotes |= equal(bytes, b'"');
                marks.backslashes |= equal(bytes, b'\\');
                marks.opening |= equal(brackets, b'{');
                marks.closing |= equal(brackets, b'}');
            }
        }
        marks
    }

    /// A bit for each byte, which is all ones or zero.
    ///
    /// # Safety
    ///
    /// The processor has NEON, as every one of this architecture.
    #[inline]
    #[target_feature(enable = "neon")]
    #[allow(unused_unsafe, reason = "compilers before 1.87 ask for it")]
    unsafe fn bits(bytes: uint8x16_t) -> u64 {
        // SAFETY: this only computes.
        unsafe {
            // A bit of each byte, summed within each half.
            let weights = vcombine_u8(vcreate_u8(0x8040_2010_0804_0201), vcreate_u8(0x8040_2010_0804_0201));
            let weighed = vandq_u8(bytes, weights);
            u64::from(vaddv_u8(vget_low_u8(weighed))) | u64::from(vaddv_u8(vget_high_u8(weighed))) << 8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_instructions_find_the_same_ends() {
        let mut state = 1_u64;
        let mut ends = 0;
        for _ in 0..20_000 {
            let mut block = [0; BLOCK];
            for byte in &mut block {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let random = (state >> 40) as u8;
                *byte = match state >> 60 {
                    0 => b'"',
                    1 => b'\\',
                    2 => random % 0x22,
                    _ => random,
                };
            }
            let is_end = |byte: u8| byte == b'"' || byte == b'\\' || byte < 0x20;
            let expected = block.iter().rev().fold(0, |bits, &byte| bits << 1 | u64::from(is_end(byte)));
            for instructions in Instructions::all() {
                assert_eq!(instructions.ends(&block), expected, "{instructions:?} {}", block.escape_ascii());
            }
            ends += expected.count_ones();
        }
        assert!(ends > 100_000);
    }

    /// Where a container ends, byte by byte.
    fn naive_end(bytes: &[u8], inside: usize) -> Option<usize> {
        let (mut open, mut in_string, mut escaped) = (1, false, false);
        for (at, &byte) in bytes.iter().enumerate().skip(inside) {
            // A backslash matters to what follows it only if that is a quote or another one.
            let is_escaped = std::mem::replace(&mut escaped, false);
            if byte == b'\\' {
                escaped = !is_escaped;
            } else if byte == b'"' {
                in_string ^= !is_escaped;
            } else if !in_string && matches!(byte, b'{' | b'[') {
                open += 1;
            } else if !in_string && matches!(byte, b'}' | b']') {
                open -= 1;
                if open == 0 {
                    return Some(at + 1);
                }
            }
        }
        None
    }

    #[test]
    fn all_instructions_find_the_same_end_of_a_container() {
        let mut state = 1_u64;
        let mut ended = 0;
        for round in 0..20_000_usize {
            let bytes: Vec<u8> = (0..round % 300)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    b"{[}]}]\"\\aaaaa;:,"[(state >> 60) as usize]
                })
                .collect();
            let inside = round % 7;
            let expected = naive_end(&bytes, inside).filter(|_| inside <= bytes.len());
            for instructions in Instructions::all() {
                let found = instructions.container_end(&bytes, inside);
                assert_eq!(found, expected, "{instructions:?} {}", bytes.escape_ascii());
            }
            ended += usize::from(expected.is_some());
        }
        assert!(ended > 5_000 && ended < 19_000, "{ended}");
    }
}
