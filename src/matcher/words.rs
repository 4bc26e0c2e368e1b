//! The ends of texts as integers: most texts are told apart by them.

/// The first eight bytes, the first lowest; those that a shorter text does not have are zero.
#[inline]
pub(crate) fn first(text: &[u8]) -> u64 {
    if let Some(first) = text.first_chunk::<8>() {
        return u64::from_le_bytes(*first);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        // Where the two overlap they are the same.
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (text.len() - 4));
        return u64::from(u32::from_le_bytes(*first)) | last;
    }
    text.iter().rev().fold(0, |first, &byte| first << 8 | u64::from(byte))
}

/// The last eight bytes of a text that is longer; zero of any other.
#[inline]
pub(crate) fn last(text: &[u8]) -> u64 {
    match text.last_chunk::<8>() {
        Some(last) if text.len() > 8 => u64::from_le_bytes(*last),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_texts_of_every_length() {
        let text = b"abcdefghijk";
        for len in 0..=text.len() {
            let bytes = |start: usize| {
                let mut bytes = [0; 8];
                text[start..len].iter().zip(&mut bytes).for_each(|(from, to)| *to = *from);
                u64::from_le_bytes(bytes)
            };
            assert_eq!(first(&text[..len]), bytes(0), "{len}");
            assert_eq!(last(&text[..len]), if len > 8 { bytes(len - 8) } else { 0 }, "{len}");
        }
    }
}
