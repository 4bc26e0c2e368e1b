//! Ranges over an ordered type: which of them hold a value, in time that grows with the logarithm of their number, and with
//! those that do.
//!
//! The bounds cut the order into *spots*: each bound is one, and so is each gap between two of them. A range covers
//! neighbouring spots and is kept at the few nodes of a binary tree over the spots that make up just those; a value finds its
//! spot and meets the ranges on the way from there to the root.

use crate::matcher::lists::{Lists, id};

#[derive(Debug, Clone)]
pub(crate) struct Ranges<K> {
    /// Sorted, each once.
    bounds: Vec<K>,
    /// The keys of the ranges at each node; the children of node `n` are `2n` and `2n + 1`.
    nodes: Lists<u32>,
}

/// One end of a range.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End<K> {
    Open,
    Included(K),
    Excluded(K),
}

impl<K: Ord + Copy> Ranges<K> {
    /// Ranges from a lower to an upper end, each with its key.
    pub(crate) fn new(ranges: &[(End<K>, End<K>, u32)]) -> Self {
        let bound = |end: &End<K>| match *end {
            End::Open => None,
            End::Included(bound) | End::Excluded(bound) => Some(bound),
        };
        let mut bounds: Vec<K> = ranges.iter().flat_map(|(lower, upper, _)| [lower, upper]).filter_map(bound).collect();
        bounds.sort_unstable();
        bounds.dedup();
        bounds.shrink_to_fit();
        let mut this = Self { bounds, nodes: Lists::default() };
        let spots = this.spots();
        let mut at_nodes = Vec::new();
        for &(lower, upper, key) in ranges {
            let first = match lower {
                End::Open => 0,
                End::Included(bound) => this.spot(bound),
                End::Excluded(bound) => this.spot(bound) + 1,
            };
            let last = match upper {
                End::Open => spots - 1,
                End::Included(bound) => this.spot(bound),
                End::Excluded(bound) => this.spot(bound) - 1,
            };
            let (mut from, mut to) = (first + spots, last + 1 + spots);
            while from < to {
                if from % 2 == 1 {
                    at_nodes.push((id(from), key));
                    from += 1;
                }
                if to % 2 == 1 {
                    to -= 1;
                    at_nodes.push((id(to), key));
                }
                from /= 2;
                to /= 2;
            }
        }
        this.nodes = Lists::grouped(2 * spots, at_nodes);
        this
    }

    fn spots(&self) -> usize {
        2 * self.bounds.len() + 1
    }

    fn spot(&self, value: K) -> usize {
        match self.bounds.binary_search(&value) {
            Ok(bound) => 2 * bound + 1,
            Err(gap) => 2 * gap,
        }
    }

    /// The keys of the ranges that hold `value`, each once.
    #[inline]
    pub(crate) fn holding(&self, value: K) -> impl Iterator<Item = u32> {
        let mut node = self.spot(value) + self.spots();
        std::iter::from_fn(move || {
            let keys = (node > 0).then(|| self.nodes.get(id(node)))?;
            node /= 2;
            Some(keys)
        })
        .flatten()
        .copied()
    }

    pub(crate) fn heap_size(&self) -> usize {
        size_of::<K>() * self.bounds.capacity() + self.nodes.heap_size()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_finds_the_ranges_that_hold_it() {
        let mut ends = vec![End::Open];
        for bound in [2_i32, 4, 6] {
            ends.extend([End::Included(bound), End::Excluded(bound)]);
        }
        let mut ranges = Vec::new();
        for lower in &ends {
            for upper in &ends {
                let bound = |end: &End<i32>, open| match *end {
                    End::Open => open,
                    End::Included(bound) | End::Excluded(bound) => bound,
                };
                if bound(lower, -9) < bound(upper, 9)
                    || matches!((lower, upper), (End::Included(a), End::Included(b)) if a == b)
                {
                    ranges.push((*lower, *upper, ranges.len() as u32));
                }
            }
        }
        let holds = |lower: End<i32>, upper: End<i32>, value: i32| {
            let above = match lower {
                End::Open => true,
                End::Included(bound) => value >= bound,
                End::Excluded(bound) => value > bound,
            };
            above
                && match upper {
                    End::Open => true,
                    End::Included(bound) => value <= bound,
                    End::Excluded(bound) => value < bound,
                }
        };
        let tree = Ranges::new(&ranges);
        for value in 0..9 {
            let mut found: Vec<u32> = tree.holding(value).collect();
            found.sort_unstable();
            let expected: Vec<u32> = ranges
                .iter()
                .filter(|(lower, upper, _)| holds(*lower, *upper, value))
                .map(|(_, _, key)| *key)
                .collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
