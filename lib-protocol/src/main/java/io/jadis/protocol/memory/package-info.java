/**
 * Raw native memory: typed loads and stores, copy, compare and hash by (address, length), and the checked mode that
 * catches a wrong access in tests. It lies on the lowest floor because the query buffers and reply buffers of
 * connections are native as well as the data set; blocks are allocated in {@code io.jadis.store.memory}. Only this
 * package and that one touch {@code java.lang.foreign} for data.
 */
package io.jadis.protocol.memory;
