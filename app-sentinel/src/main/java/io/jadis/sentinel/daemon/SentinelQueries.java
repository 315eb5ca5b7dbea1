package io.jadis.sentinel.daemon;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.sentinel.core.Address;
import io.jadis.sentinel.core.DataNode;
import io.jadis.sentinel.core.Description;
import io.jadis.sentinel.core.Explanation;
import io.jadis.sentinel.core.Instance;
import io.jadis.sentinel.core.Master;
import io.jadis.sentinel.core.Replica;
import io.jadis.sentinel.core.Sentinel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The subcommands of SENTINEL that tell something. */
final class SentinelQueries {
    private final Sentinel sentinel;
    private final Scripts scripts;

    SentinelQueries(Sentinel sentinel, Scripts scripts) {
        this.sentinel = sentinel;
        this.scripts = scripts;
    }

    void bindTo(Clients clients) {
        clients.bind("sentinel|masters", call -> instances(call, sentinel.masters()));
        clients.bind("sentinel|master", this::master);
        clients.bind("sentinel|replicas", this::replicas);
        clients.bind("sentinel|slaves", this::replicas);
        clients.bind("sentinel|sentinels", this::peers);
        clients.bind("sentinel|get-master-addr-by-name", this::address);
        clients.bind("sentinel|is-master-down-by-addr", this::opinion);
        clients.bind("sentinel|ckquorum", this::checkQuorum);
        clients.bind("sentinel|info-cache", this::infoCache);
        clients.bind("sentinel|myid", call -> call.reply().bulk(sentinel.id()));
        clients.bind("sentinel|pending-scripts", this::pendingScripts);
        clients.bind("sentinel|explain", this::explain);
        clients.bind("role", this::role);
    }

    /** The master that an argument names; null, with the error sent, where there is none. */
    static Master named(Sentinel sentinel, Call call, int index) {
        Master master = sentinel.master(call.text(index));
        if (master == null) call.error("No such master with that name");
        return master;
    }

    private void master(Call call) {
        Master master = named(sentinel, call, 2);
        if (master != null) instance(call, master);
    }

    private void replicas(Call call) {
        Master master = named(sentinel, call, 2);
        if (master != null) instances(call, master.replicas().stream().filter(Description::isAnnounced).toList());
    }

    private void peers(Call call) {
        Master master = named(sentinel, call, 2);
        if (master != null) instances(call, master.peers());
    }

    private void instances(Call call, List<? extends Instance> instances) {
        call.reply().array(instances.size());
        for (Instance instance : instances) instance(call, instance);
    }

    private void instance(Call call, Instance instance) {
        Map<String, String> fields = Description.of(sentinel, instance, call.nowMs());
        call.reply().map(fields.size());
        fields.forEach((field, value) -> {
            call.reply().bulk(field);
            call.reply().bulk(value);
        });
    }

    private void address(Call call) {
        Master master = sentinel.master(call.text(2));
        if (master == null) {
            call.reply().nilArray();
            return;
        }
        Address address = master.currentAddress();
        call.reply().array(2);
        call.reply().bulk(address.shown(sentinel.options().announceHostnames));
        call.reply().bulkInteger(address.port());
    }

    private void opinion(Call call) {
        Long port = call.number(3, "value is not an integer or out of range");
        if (port == null) return;
        Long epoch = call.number(4, "value is not an integer or out of range");
        if (epoch == null) return;
        Sentinel.Opinion opinion =
                sentinel.opinion(call.nowMs(), call.text(2), (int) Math.clamp(port, -1, 65536), epoch, call.text(5));
        call.reply().array(3);
        call.reply().integer(opinion.down() ? 1 : 0);
        call.reply().bulk(opinion.leader());
        call.reply().integer(opinion.leaderEpoch());
    }

    private void checkQuorum(Call call) {
        Master master = named(sentinel, call, 2);
        if (master == null) return;
        int usable = sentinel.usableCount(master);
        boolean quorum = usable >= master.quorum(), majority = sentinel.isMajority(master, usable);
        if (quorum && majority) {
            call.reply().status("OK " + usable + " usable Sentinels. Quorum and failover authorization can be reached");
            return;
        }
        List<String> missing = new ArrayList<>();
        if (!quorum) missing.add("Not enough available Sentinels to reach the specified quorum for this master");
        if (!majority) missing.add("Not enough available Sentinels to reach the majority and authorize a failover");
        call.reply().error("NOQUORUM " + usable + " usable Sentinels. " + String.join(". ", missing));
    }

    private void infoCache(Call call) {
        List<Master> masters = new ArrayList<>();
        for (String name : call.texts(2)) {
            Master master = sentinel.master(name);
            if (master != null && !masters.contains(master)) masters.add(master);
        }
        ReplyBuffer reply = call.reply();
        reply.array(masters.size() * 2L);
        for (Master master : masters) {
            reply.bulk(master.name());
            reply.array(master.replicaCount() + 1L);
            info(call, master);
            for (Replica replica : master.replicas()) info(call, replica);
        }
    }

    private void info(Call call, DataNode node) {
        call.reply().array(2);
        call.reply().integer(Description.infoAgeMs(sentinel, node, call.nowMs()));
        String info = Description.info(node);
        if (info == null) call.reply().nil();
        else call.reply().bulk(info);
    }

    private void pendingScripts(Call call) {
        ReplyBuffer reply = call.reply();
        List<Scripts.Job> jobs = scripts.jobs();
        long nowMs = sentinel.timeAt(call.nowMs());
        reply.array(jobs.size());
        for (Scripts.Job job : jobs) {
            reply.map(5);
            reply.bulk("argv");
            reply.array(job.command.size());
            for (String word : job.command) reply.bulk(word);
            reply.bulk("flags");
            reply.bulk(job.isRunning() ? "running" : "scheduled");
            reply.bulk("pid");
            reply.bulkInteger(job.isRunning() ? job.process.pid() : 0);
            reply.bulk(job.isRunning() ? "run-time" : "run-delay");
            reply.bulkInteger(job.isRunning() ? nowMs - job.timeMs : Math.max(0, job.timeMs - nowMs));
            reply.bulk("retry-num");
            reply.bulkInteger(job.attempts);
        }
    }

    private void explain(Call call) {
        Master master = named(sentinel, call, 2);
        if (master == null) return;
        List<String> lines = Explanation.of(sentinel, master, call.nowMs());
        call.reply().array(lines.size());
        for (String line : lines) call.reply().bulk(line);
    }

    private void role(Call call) {
        List<Master> masters = sentinel.masters();
        call.reply().array(2);
        call.reply().bulk("sentinel");
        call.reply().array(masters.size());
        for (Master master : masters) call.reply().bulk(master.name());
    }
}
