//! Decides which values an event has at which path, and where in the event's arrays each of them is.
//!
//! From event-ruler, and as AWS was seen to answer: arrays are transparent, so a path has any number of values; only scalars
//! are values, so `[]` and `{}` are none; and of duplicate keys every occurrence counts.
//!
//! Every array of the event has an identity of its own. A value's memberships say in which element of which array it is:
//! one for each array around it whose element, on the way to it, is an object or an array. A scalar that is itself the
//! element has no membership of that array, so that `["x", "y"]` can satisfy any number of fields together.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::alternative::Scalar;
use super::json::{self, Json};
use super::path::{self, Path};

/// Array identity to element index.
pub type Memberships = BTreeMap<usize, usize>;

#[derive(Debug)]
pub struct Value {
    pub scalar: Scalar,
    pub memberships: Rc<Memberships>,
}

/// All values of an event.
#[derive(Debug, Default)]
pub struct Fields {
    by_path: BTreeMap<Path, Vec<Value>>,
    arrays: usize,
}

/// The values of an event given as raw bytes; `None` if it is no JSON object in UTF-8.
pub fn flatten(event: &[u8]) -> Option<Fields> {
    let root = json::parse(std::str::from_utf8(event).ok()?)?;
    if !matches!(root, Json::Object(_)) {
        return None;
    }
    let mut fields = Fields::default();
    fields.add(&root, None, &Rc::default());
    Some(fields)
}

impl Fields {
    pub fn at(&self, path: &Path) -> &[Value] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, value: &Json, path: Option<&Path>, memberships: &Rc<Memberships>) {
        match value {
            Json::Object(members) => {
                for (key, member) in members {
                    self.add(member, Some(&path::child(path, key)), memberships);
                }
            }
            Json::Array(elements) => {
                let this_array = self.arrays;
                self.arrays += 1;
                for (index, element) in elements.iter().enumerate() {
                    if matches!(element, Json::Object(_) | Json::Array(_)) {
                        let mut inside = Memberships::clone(memberships);
                        inside.insert(this_array, index);
                        self.add(element, path, &Rc::new(inside));
                    } else {
                        self.add(element, path, memberships);
                    }
                }
            }
            Json::Null => self.add_scalar(Scalar::Null, path, memberships),
            Json::Bool(bool) => self.add_scalar(Scalar::Bool(*bool), path, memberships),
            Json::Number(text) => self.add_scalar(Scalar::Number(text.clone()), path, memberships),
            Json::String(text) => {
                self.add_scalar(Scalar::String(json::unicode(text)), path, memberships);
            }
        }
    }

    fn add_scalar(&mut self, scalar: Scalar, path: Option<&Path>, memberships: &Rc<Memberships>) {
        let path = path.cloned().unwrap_or_default(); // there always is one: the root is an object
        let value = Value { scalar, memberships: Rc::clone(memberships) };
        self.by_path.entry(path).or_default().push(value);
    }
}
