/**
 * Lists: a {@link io.jadis.store.encoding.RoomyListpack} while they are small, a quicklist beyond. {@link
 * io.jadis.store.list.ListValues} and {@link io.jadis.store.list.ListCursor} are the doors. Executor thread only. Knows
 * no commands.
 */
package io.jadis.store.list;
