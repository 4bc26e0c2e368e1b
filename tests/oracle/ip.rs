//! Decides what an IP address and a CIDR block are.
//!
//! From event-ruler: an IPv4 address is four groups of digits with dots between them, an IPv6 address has only hexadecimal
//! digits and colons (no dotted tail, no zone); an IPv4-mapped IPv6 address (`::ffff:a00:1`) *is* that IPv4 address; a block is
//! `address/bits` with at most 31 bits for IPv4 and 127 for IPv6 (`/32` and `/128` are refused), as Java's `split` and
//! `parseInt` take it apart: slashes at the end are ignored, `+8` and `08` are 8.
//!
//! Leading zeros are dropped from every group, in IPv4 they never mean octal; as Java has it an IPv4 address has no more than 15
//! characters, zeros included, while an IPv6 group may start with any number of zeros.
//!
//! Decided: the bits after the mask are cleared, so that `10.1.2.3/8` is all of 10.x.x.x; an IPv6 block never holds an
//! IPv4 address (event-ruler's `::/0` holds them by accident).

/// An address: of 32 bits (IPv4) or 128 bits (IPv6, but never one that is IPv4-mapped).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    width: u32,
    bits: u128,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    address: Address,
    mask: u32,
}

/// The address that `text` spells, if it spells one.
pub fn address(text: &str) -> Option<Address> {
    if text.contains(':') { ipv6(text) } else { ipv4(text) }
}

/// The block that the operand of `cidr` spells.
pub fn block(text: &str) -> Option<Block> {
    let (spelling, mask) = text.trim_end_matches('/').split_once('/')?;
    let mask: i32 = mask.parse().ok()?;
    let mask = u32::try_from(mask).ok()?;
    let address = address(spelling)?;
    (mask < address.width).then_some(Block { address, mask })
}

impl Block {
    pub fn holds(&self, other: Address) -> bool {
        let free_bits = self.address.width - self.mask;
        let network = |bits: u128| bits.checked_shr(free_bits).unwrap_or(0);
        self.address.width == other.width && network(self.address.bits) == network(other.bits)
    }
}

fn ipv4(text: &str) -> Option<Address> {
    let groups: Vec<&str> = text.split('.').collect();
    if groups.len() != 4 || text.len() > 15 {
        return None;
    }
    let mut bits = 0;
    for group in groups {
        if group.is_empty() || !group.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let value: u8 = format!("0{}", group.trim_start_matches('0')).parse().ok()?;
        bits = bits * 256 + u128::from(value);
    }
    Some(Address { width: 32, bits })
}

fn ipv6(text: &str) -> Option<Address> {
    let groups = match text.split_once("::") {
        None => ipv6_groups(text)?,
        Some((before, after)) => {
            // `::` stands for one group of zeros or more.
            let before = if before.is_empty() { Vec::new() } else { ipv6_groups(before)? };
            let after = if after.is_empty() { Vec::new() } else { ipv6_groups(after)? };
            let zeros = 8_usize.checked_sub(before.len() + after.len()).filter(|&zeros| zeros > 0)?;
            [before, vec![0; zeros], after].concat()
        }
    };
    if groups.len() != 8 {
        return None;
    }
    let bits = groups.iter().fold(0, |bits, &group| bits * 65_536 + u128::from(group));
    Some(if bits >> 32 == 0xffff {
        Address { width: 32, bits: bits & 0xffff_ffff }
    } else {
        Address { width: 128, bits }
    })
}

/// Groups with single colons between them.
fn ipv6_groups(text: &str) -> Option<Vec<u16>> {
    text.split(':').map(ipv6_group).collect()
}

fn ipv6_group(text: &str) -> Option<u16> {
    let is_group = !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit());
    if is_group { u16::from_str_radix(text, 16).ok() } else { None }
}
