//! Sixty-four bytes at a time: which of them end a run of plain characters in a string.
//!
//! The only module with `unsafe`: each block of it calls vector instructions that the processor is known to have. The portable
//! twin says the same, and the tests hold the others to it.
#![allow(unsafe_code)]

/// The bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// The instructions that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Instructions {
    #[cfg_attr(
        any(target_arch = "x86_64", target_arch = "aarch64"),
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
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        all.push(Self::Sse2);
        if Self::detect() != Self::Portable && !all.contains(&Self::detect()) {
            all.push(Self::detect());
        }
        all
    }

    /// The best that this processor has.
    #[inline]
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") { Self::Avx2 } else { Self::Sse2 }
        }
        #[cfg(target_arch = "aarch64")]
        {
            Self::Neon
        }
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        {
            Self::Portable
        }
    }

    /// The bytes that end a run of plain characters in a string: `"`, `\` and control characters; a bit each, the first byte lowest.
    #[inline]
    pub(crate) fn ends(self, block: &[u8; BLOCK]) -> u64 {
        match self {
            Self::Portable => portable::ends(block),
            // SAFETY: `detect` has seen that the processor has the instructions; SSE2 and NEON belong to every processor of
            // their architecture.
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => unsafe { x86::ends_sse2(block) },
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { x86::ends_avx2(block) },
            #[cfg(target_arch = "aarch64")]
            Self::Neon => unsafe { neon::ends(block) },
        }
    }
}

/// Without vector instructions: eight bytes at a time.
mod portable {
    use super::BLOCK;

    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOWS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

    pub(super) fn ends(block: &[u8; BLOCK]) -> u64 {
        block.chunks_exact(8).rev().fold(0, |bits, word| {
            let word = word.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
            bits << 8 | side_by_side(ends_of(word))
        })
    }

    /// The high bit of every byte that ends a run.
    fn ends_of(word: u64) -> u64 {
        let controls = zeros(word & (ONES * 0xe0));
        zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\'))) | controls
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

    use super::BLOCK;

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
                let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"'.cast_signed()));
                let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\'.cast_signed()));
                let controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(0x1f)), _mm_set1_epi8(0x1f));
                _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls))
            };
            bits |= u64::from(ends.cast_unsigned()) << (16 * i);
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
                let quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"'.cast_signed()));
                let backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\'.cast_signed()));
                let controls =
                    _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, _mm256_set1_epi8(0x1f)), _mm256_set1_epi8(0x1f));
                _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls))
            };
            bits |= u64::from(ends.cast_unsigned()) << (32 * i);
        }
        bits
    }
}

#[cfg(target_arch = "aarch64")]
mod neon {
    use std::arch::aarch64::*;

    use super::BLOCK;

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
                let ends = vorrq_u8(vorrq_u8(quotes, backslashes), controls);
                // A bit of each byte, summed within each half.
                let weights = vcombine_u8(vcreate_u8(0x8040_2010_0804_0201), vcreate_u8(0x8040_2010_0804_0201));
                let weighed = vandq_u8(ends, weights);
                u64::from(vaddv_u8(vget_low_u8(weighed))) | u64::from(vaddv_u8(vget_high_u8(weighed))) << 8
            };
            bits |= ends << (16 * i);
        }
        bits
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
}
