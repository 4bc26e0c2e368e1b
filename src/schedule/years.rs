//! The years a schedule may fire in, 1970 to 2199, as bits.

/// A set of years. Years outside 1970 to 2199 are never in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Years([u64; 4]);

pub(super) const FIRST: i32 = 1970;
pub(super) const LAST: i32 = 2199;

impl Years {
    pub(super) const NONE: Self = Self([0; 4]);
    /// 230 years: three words and 38 bits.
    pub(super) const ALL: Self = Self([u64::MAX, u64::MAX, u64::MAX, (1 << 38) - 1]);

    pub(super) fn insert(&mut self, year: u16) {
        let bit = usize::from(year).wrapping_sub(1970);
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }

    pub(super) fn contains(&self, year: u16) -> bool {
        let bit = usize::from(year).wrapping_sub(1970);
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 != 0)
    }

    /// The first year at or after `year`.
    pub(super) fn at_or_after(&self, year: i32) -> Option<i32> {
        let bit = usize::try_from((year - FIRST).max(0)).ok()?;
        let mut word_index = bit / 64;
        let mut word = self.0.get(word_index)? & (u64::MAX << (bit % 64));
        while word == 0 {
            word_index += 1;
            word = *self.0.get(word_index)?;
        }
        i32::try_from(word_index * 64 + word.trailing_zeros() as usize).ok().map(|bit| bit + FIRST)
    }

    /// The last year at or before `year`.
    pub(super) fn at_or_before(&self, year: i32) -> Option<i32> {
        let bit = usize::try_from((year.min(LAST)).checked_sub(FIRST)?).ok()?;
        let mut word_index = bit / 64;
        let mut word = self.0.get(word_index)? & (u64::MAX >> (63 - bit % 64));
        while word == 0 {
            word_index = word_index.checked_sub(1)?;
            word = *self.0.get(word_index)?;
        }
        i32::try_from(word_index * 64 + 63 - word.leading_zeros() as usize).ok().map(|bit| bit + FIRST)
    }

    /// Every year of the set, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = i32> {
        let mut next = FIRST;
        std::iter::from_fn(move || {
            let year = self.at_or_after(next)?;
            next = year + 1;
            Some(year)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        assert_eq!(Years::ALL.at_or_after(i32::MIN / 2), Some(1970));
        assert_eq!(Years::ALL.at_or_after(2199), Some(2199));
        assert_eq!(Years::ALL.at_or_after(2200), None);
        assert_eq!(Years::ALL.at_or_before(9999), Some(2199));
        assert_eq!(Years::ALL.at_or_before(1969), None);
        assert_eq!(Years::NONE.at_or_after(1970), None);
        assert_eq!(Years::ALL.iter().count(), 230);
        let mut some = Years::NONE;
        for year in [1970, 2033, 2034, 2199] {
            some.insert(year);
        }
        assert_eq!(some.iter().collect::<Vec<_>>(), [1970, 2033, 2034, 2199]);
        assert_eq!(some.at_or_before(2198), Some(2034));
        assert!(!some.contains(2200) && !some.contains(1969) && some.contains(2033));
    }
}
