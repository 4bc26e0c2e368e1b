//! Decides what a path is: the keys on the way to a value joined with `.`, for patterns and events alike, so that
//! `{"a":{"b":…}}` and `{"a.b":…}` are the same (observed on AWS).
//!
//! The empty key is an ordinary key: `{"":{"a":…}}` has the path `.a`, and the root, which has no path yet, is not the same
//! as the path of an empty key. (event-ruler loses the dot there; an accident that is not copied.)
//!
//! Paths come in the order of Java's `String.compareTo`, which is the order of the UTF-16 units, which is the order of
//! `Vec<u16>`. An event key with a lone surrogate makes a path that no pattern can name, as patterns have none.

use super::json::Text;

pub type Path = Text;

/// The path of `key` in the object at `parent`; the root has no path.
pub fn child(parent: Option<&Path>, key: &Text) -> Path {
    let Some(parent) = parent else {
        return key.clone();
    };
    let mut path = parent.clone();
    path.push(u16::from(b'.'));
    path.extend(key);
    path
}
