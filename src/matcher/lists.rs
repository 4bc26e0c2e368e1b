//! Lists of lists in two allocations.

/// Lists numbered from 0, one behind the other.
#[derive(Debug, Clone)]
pub(crate) struct Lists<T> {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Adds a list behind the others.
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.ends.push(id(self.items.len()));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, list: u32) -> &[T] {
        let list = list as usize;
        let start = list.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or_default());
        let end = self.ends.get(list).copied().unwrap_or_default();
        self.items.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(crate) fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    pub(crate) fn heap_size(&self) -> usize {
        size_of::<u32>() * self.ends.capacity() + size_of::<T>() * self.items.capacity()
    }
}

impl<T> Lists<T> {
    /// The items of each of `count` lists, from pairs of a list and an item; pairs of one list keep their order.
    pub(crate) fn grouped(count: usize, mut pairs: Vec<(u32, T)>) -> Self {
        pairs.sort_by_key(|(list, _)| *list);
        let mut lists = Self { ends: Vec::with_capacity(count), items: Vec::with_capacity(pairs.len()) };
        for (list, item) in pairs {
            while lists.ends.len() < list as usize {
                lists.ends.push(id(lists.items.len()));
            }
            lists.items.push(item);
        }
        while lists.ends.len() < count {
            lists.ends.push(id(lists.items.len()));
        }
        lists
    }
}

/// A count as an id. Sets that would take more than four thousand million of anything take more memory than most machines
/// have; beyond that, this is an id of nothing.
pub(crate) fn id(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
