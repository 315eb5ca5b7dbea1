/**
 * {@code redis-check-rdb} and {@code redis-check-aof}: look through files that a server would load, and say what is
 * wrong and where, in Redis's words. One thread. Alone among the tools they read files of the store; they open no
 * connection. Text is a char a byte, as the files have it.
 */
package io.jadis.cli.check;
