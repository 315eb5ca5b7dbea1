package io.jadis.cli.check;

/** The check can't go on, or need not: the text says why. The process ends with status 1. */
final class Stopped extends Exception {
    private static final long serialVersionUID = 1;

    Stopped(String text) {
        super(text, null, false, false);
    }
}
