//! OpenSSL's HMAC with the key hashed in once: a context that is started again without a key. Of its three forms the
//! fastest; `EVP_MAC` and the one-shot `HMAC` do more at each call.

#![allow(unsafe_code, reason = "a C library")]

use crate::peer::{Peer, Run, Task};
use otp_benches::truncate;
use otp_core::Algorithm;
use std::{
    ffi::{CStr, c_char, c_int, c_uchar, c_uint, c_void},
    ptr::{self, NonNull},
};

pub(crate) const PEER: Peer = Peer { name: "OpenSSL HMAC_CTX, reused key", version, search, lookup: None };

fn version() -> String {
    // SAFETY: returns a static text.
    let version = unsafe { CStr::from_ptr(OpenSSL_version(OPENSSL_VERSION)) };
    // After the name, before the date.
    version.to_string_lossy().split(' ').nth(1).unwrap_or_default().to_owned()
}

fn search(task: Task) -> Run {
    task.by_hmac(Context::new, Context::code)
}

struct Context(NonNull<HmacCtx>);

impl Context {
    fn new(algorithm: Algorithm, key: &[u8]) -> Self {
        let key_length = key.len().try_into().expect("a short key");
        // SAFETY: the context is fresh, the key alive and as long as said, the hash static.
        unsafe {
            let context = NonNull::new(HMAC_CTX_new()).expect("memory");
            let hash = match algorithm {
                Algorithm::Sha1 => EVP_sha1(),
                Algorithm::Sha256 => EVP_sha256(),
                Algorithm::Sha512 => EVP_sha512(),
            };
            let done = HMAC_Init_ex(context.as_ptr(), key.as_ptr().cast(), key_length, hash, ptr::null_mut());
            assert_eq!(done, 1, "OpenSSL knows the hash");
            Self(context)
        }
    }

    fn code(&mut self, message: [u8; 8]) -> u32 {
        let (mut mac, mut length) = ([0; EVP_MAX_MD_SIZE], 0);
        // SAFETY: the context has its key; null means that it stays. Eight bytes are read, and no MAC is longer than
        // the place for it.
        let done = unsafe {
            HMAC_Init_ex(self.0.as_ptr(), ptr::null(), 0, ptr::null(), ptr::null_mut())
                & HMAC_Update(self.0.as_ptr(), message.as_ptr(), message.len())
                & HMAC_Final(self.0.as_ptr(), mac.as_mut_ptr(), &raw mut length)
        };
        assert_eq!(done, 1, "OpenSSL computes a MAC");
        truncate(&mac[..length as usize])
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the context is ours and not used again.
        unsafe { HMAC_CTX_free(self.0.as_ptr()) }
    }
}

const OPENSSL_VERSION: c_int = 0;
const EVP_MAX_MD_SIZE: usize = 64;

#[repr(C)]
struct HmacCtx {
    opaque: [u8; 0],
}

#[repr(C)]
struct EvpMd {
    opaque: [u8; 0],
}

// SAFETY: as in openssl/hmac.h, openssl/evp.h and openssl/crypto.h.
#[link(name = "crypto")]
unsafe extern "C" {
    fn OpenSSL_version(kind: c_int) -> *const c_char;
    fn EVP_sha1() -> *const EvpMd;
    fn EVP_sha256() -> *const EvpMd;
    fn EVP_sha512() -> *const EvpMd;
    fn HMAC_CTX_new() -> *mut HmacCtx;
    fn HMAC_CTX_free(context: *mut HmacCtx);
    fn HMAC_Init_ex(
        context: *mut HmacCtx,
        key: *const c_void,
        key_length: c_int,
        hash: *const EvpMd,
        engine: *mut c_void,
    ) -> c_int;
    fn HMAC_Update(context: *mut HmacCtx, bytes: *const c_uchar, length: usize) -> c_int;
    fn HMAC_Final(context: *mut HmacCtx, mac: *mut c_uchar, length: *mut c_uint) -> c_int;
}
