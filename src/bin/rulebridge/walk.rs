//! Which files to look at: those of the command line, and those in its folders that git would not ignore.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::input::Input;

/// A file to look at.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) input: Input,
    /// It stands on the command line itself.
    pub(crate) is_named: bool,
}

/// What there is to look at, in the order of paths, standard input first; and what is wrong with folders: name and message.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) found: Vec<Found>,
    pub(crate) unreadable: Vec<(String, String)>,
}

impl Walk {
    /// Symbolic links are followed on the command line, and nowhere else.
    pub(crate) fn new(paths: &[OsString], with_ignored: bool) -> Self {
        let here = [OsString::from(".")];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        let mut walk = Self::default();
        for input in paths.iter().map(|path| Input::new(path)) {
            match input {
                Input::File(path) if path.is_dir() => walk.folder(&path, with_ignored),
                Input::File(path) => walk.add(Input::File(tidy(&path)), true),
                Input::Stdin => walk.add(Input::Stdin, true),
            }
        }
        // A file that is also named comes before its twin, and stays.
        walk.found.sort_by(|one, other| (path(one), !one.is_named).cmp(&(path(other), !other.is_named)));
        walk.found.dedup_by(|one, other| path(one) == path(other));
        walk.unreadable.sort();
        walk.unreadable.dedup();
        walk
    }

    fn add(&mut self, input: Input, is_named: bool) {
        self.found.push(Found { input, is_named });
    }

    fn folder(&mut self, folder: &Path, with_ignored: bool) {
        let mut builder = WalkBuilder::new(folder);
        // `.gitignore` says what is not the work of people, also in a copy without the repository.
        builder.require_git(false).follow_links(false);
        if with_ignored {
            builder.ignore(false).git_ignore(false).git_global(false).git_exclude(false).parents(false);
        }
        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    self.add(Input::File(tidy(entry.path())), false);
                }
                Ok(_) => {}
                Err(error) => self.unreadable.push(reason(folder, &error)),
            }
        }
    }
}

fn path(found: &Found) -> Option<&Path> {
    match &found.input {
        Input::Stdin => None,
        Input::File(path) => Some(path),
    }
}

/// The path without the `./` that says nothing.
fn tidy(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

/// Which path a walk failed at, and why.
fn reason(folder: &Path, error: &ignore::Error) -> (String, String) {
    let mut path = folder;
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => break,
        };
    }
    let message = inner.io_error().map_or_else(|| inner.to_string(), crate::input::unreadable);
    (tidy(path).display().to_string(), message)
}
