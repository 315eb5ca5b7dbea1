package io.jadis.cli;

/** What {@code --no-raw}, {@code --raw}, {@code --csv}, {@code --json} and {@code --quoted-json} choose. */
enum OutputMode { STANDARD, RAW, CSV, JSON, QUOTED_JSON }
