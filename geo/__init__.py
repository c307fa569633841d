"""Pure geometry and numbers: frames and arrays in, frames and arrays out."""
