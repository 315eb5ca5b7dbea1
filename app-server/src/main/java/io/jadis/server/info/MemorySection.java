package io.jadis.server.info;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.store.keyspace.Keyspace;

/** Memory used, by whom, and how much of what the system gave is lost between blocks. */
public final class MemorySection implements InfoSection {
    private final Config config;
    private final MemoryFigures figures;
    private final Keyspace keyspace;

    public MemorySection(Config config, MemoryFigures figures, Keyspace keyspace) {
        this.config = config;
        this.figures = figures;
        this.keyspace = keyspace;
    }

    @Override
    public String title() {
        return "Memory";
    }

    @Override
    public void write(InfoText text) {
        figures.sample();
        long used = figures.usedBytes(), peak = figures.peakBytes(), resident = figures.residentBytes();
        long overhead = figures.overheadBytes(), startup = figures.startupBytes();
        long dataset = Math.max(0, used - overhead);
        long net = Math.max(1, used - startup);
        long allocated = figures.allocator().usedBytes();
        long active = Math.max(allocated, figures.allocator().residentBytes());
        text.bytes("used_memory", used)
                .bytes("used_memory_rss", resident)
                .bytes("used_memory_peak", peak)
                .percent("used_memory_peak_perc", (double) used / Math.max(1, peak))
                .field("used_memory_overhead", overhead)
                .field("used_memory_startup", startup)
                .field("used_memory_dataset", dataset)
                .percent("used_memory_dataset_perc", Math.min(1, (double) dataset / net))
                .field("allocator_allocated", allocated)
                .field("allocator_active", active)
                .field("allocator_resident", active)
                .bytes("total_system_memory", figures.systemBytes())
                .field("used_memory_lua", 0)
                .field("used_memory_vm_eval", 0)
                .field("used_memory_lua_human", "0B")
                .field("used_memory_scripts_eval", 0)
                .field("number_of_cached_scripts", 0)
                .field("number_of_functions", 0)
                .field("number_of_libraries", 0)
                .field("used_memory_vm_functions", 0)
                .bytes("used_memory_vm_total", 0)
                .field("used_memory_functions", 0)
                .bytes("used_memory_scripts", 0)
                .bytes("maxmemory", config.get(Directives.MAXMEMORY))
                .field("maxmemory_policy", config.render(Directives.MAXMEMORY_POLICY))
                .ratio("allocator_frag_ratio", (double) active / Math.max(1, allocated))
                .field("allocator_frag_bytes", active - allocated)
                .ratio("allocator_rss_ratio", 1)
                .field("allocator_rss_bytes", 0)
                .ratio("rss_overhead_ratio", (double) resident / Math.max(1, active))
                .field("rss_overhead_bytes", resident - active)
                .ratio("mem_fragmentation_ratio", (double) resident / Math.max(1, used))
                .field("mem_fragmentation_bytes", resident - used)
                .field("mem_not_counted_for_evict", figures.notCountedForEvictionBytes())
                .field("mem_replication_backlog", figures.replication().backlogBytes())
                .field("mem_total_replication_buffers", figures.replication().bufferBytes())
                .field("mem_clients_slaves", figures.replication().replicaBufferBytes())
                .field("mem_clients_normal", figures.clientBytes())
                .field("mem_cluster_links", 0)
                .field("mem_aof_buffer", figures.aofBufferBytes())
                .field("mem_allocator", "jadis-slab")
                .field("active_defrag_running", 0)
                .field("lazyfree_pending_objects", keyspace.lazyFree().pendingCount())
                .field("lazyfreed_objects", keyspace.lazyFree().freedCount());
    }
}
