package io.clustergateway.forwarder.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one member has to do. Safe from any thread; owners are told after its lock is free. */
final class MemberLoad {
    private final Supplier<Limits> limits;
    private final Census requests;
    private final Census streams;
    private final LoadEvents events;
    private final AdaptiveLimit adaptive;
    private final FairQueue<Ticket> queue = new FairQueue<>();
    private final Map<String, Integer> requestsOf = new HashMap<>();
    private final Map<String, Integer> streamsOf = new HashMap<>();
    private int requestsIn;
    private int streamsIn;

    MemberLoad(Supplier<Limits> limits, Census requests, Census streams, LoadEvents events) {
        this.limits = limits;
        this.requests = requests;
        this.streams = streams;
        this.events = events;
        this.adaptive = new AdaptiveLimit(limits.get());
    }

    /** What metrics show of it. */
    record Reading(int limit, int requests, int streams, int queued) {
        boolean isIdle() {
            return requests + streams + queued == 0;
        }
    }

    synchronized Reading reading() {
        return new Reading(adaptive.current(limits.get()), requestsIn, streamsIn, queue.size());
    }

    /** Lets it in, has it wait or refuses it; its owner is told at once unless it waits. */
    void enter(Ticket ticket, boolean isUrgent) {
        List<Runnable> told = new ArrayList<>(2);
        synchronized (this) {
            if (isUrgent) {
                census(ticket).enter(ticket.caller(), Integer.MAX_VALUE);
                letIn(ticket, told);
            } else {
                refusal(ticket)
                        .ifPresentOrElse(reason -> told.add(() -> rejected(ticket, reason)), () -> place(ticket, told));
            }
        }
        told.forEach(Runnable::run);
    }

    void end(Ticket ticket, Ticket.Ending ending, long latency) {
        List<Runnable> told = new ArrayList<>(1);
        synchronized (this) {
            if (ticket.state() == Ticket.State.WAITING) {
                queue.remove(ticket.caller(), ticket);
            } else if (ticket.state() == Ticket.State.IN) {
                learn(ticket, ending, latency);
                count(ticket, -1);
            } else {
                return;
            }
            leave(ticket);
            next(told);
        }
        told.forEach(Runnable::run);
    }

    void expire(Ticket ticket) {
        synchronized (this) {
            if (ticket.state() != Ticket.State.WAITING) {
                return;
            }
            queue.remove(ticket.caller(), ticket);
            leave(ticket);
        }
        rejected(ticket, Rejection.QUEUE_TIME);
    }

    synchronized boolean isWaiting(Ticket ticket) {
        return ticket.state() == Ticket.State.WAITING;
    }

    /** Other limits may let others in. */
    void limitsChanged() {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            next(told);
        }
        told.forEach(Runnable::run);
    }

    /** Counts it for its caller and the whole, unless one of these has too many. */
    private Optional<Rejection> refusal(Ticket ticket) {
        Limits now = limits.get();
        boolean isStream = ticket.isStream();
        Limits.Amounts most = now.amounts(isStream);
        int here = isStream ? streamsIn : requestsIn + queue.size();
        if (isStream && streamsIn >= most.perMember()) {
            return Optional.of(Rejection.MEMBER_STREAMS);
        }
        if (here >= now.guaranteed() && census(ticket).total() >= most.total()) {
            return Optional.of(Rejection.total(isStream));
        }
        int ofCallerHere = held(ticket) + (isStream ? 0 : queue.size(ticket.caller()));
        int mostOfCaller = ofCallerHere < now.guaranteed() ? Integer.MAX_VALUE : most.perCaller();
        return census(ticket).enter(ticket.caller(), mostOfCaller)
                ? Optional.empty()
                : Optional.of(Rejection.caller(isStream));
    }

    private void place(Ticket ticket, List<Runnable> told) {
        Limits now = limits.get();
        if (ticket.isStream() || queue.size(ticket.caller()) == 0 && hasRoom(now) && mayGo(ticket.caller(), now)) {
            letIn(ticket, told);
            return;
        }
        if (queue.size() >= now.waiting().length() && !makeRoom(ticket, told)) {
            census(ticket).leave(ticket.caller());
            told.add(() -> rejected(ticket, Rejection.QUEUE_FULL));
            return;
        }
        ticket.waiting();
        queue.add(ticket.caller(), ticket);
    }

    private boolean makeRoom(Ticket ticket, List<Runnable> told) {
        Optional<Ticket> displaced = queue.giveWay(ticket.caller());
        displaced.ifPresent(other -> {
            leave(other);
            told.add(() -> rejected(other, Rejection.QUEUE_FULL));
        });
        return displaced.isPresent();
    }

    private void next(List<Runnable> told) {
        Limits now = limits.get();
        while (queue.size() > 0 && hasRoom(now)) {
            Optional<Ticket> first = queue.take(caller -> mayGo(caller, now));
            if (first.isEmpty()) {
                return;
            }
            letIn(first.get(), told);
        }
    }

    private void letIn(Ticket ticket, List<Runnable> told) {
        boolean waited = ticket.state() == Ticket.State.WAITING;
        ticket.in(events.now());
        count(ticket, 1);
        told.add(() -> {
            if (waited) {
                events.waited(ticket.startedAt() - ticket.enteredAt());
            }
            ticket.tell(Optional.empty());
        });
    }

    private boolean hasRoom(Limits now) {
        int limit = adaptive.current(now);
        return requestsIn < limit || withinShares(now) < limit;
    }

    /** What a caller was let in with when the limit was higher is its own, and others do not wait for its end. */
    private int withinShares(Limits now) {
        int share = share(now);
        int within = 0;
        for (int held : requestsOf.values()) {
            within += Math.min(held, share);
        }
        return within;
    }

    private boolean mayGo(String caller, Limits now) {
        return requestsOf.getOrDefault(caller, 0) < share(now);
    }

    private int share(Limits now) {
        return (int) Math.max(1, (long) adaptive.current(now) * now.callerShare() / 100);
    }

    private void learn(Ticket ticket, Ticket.Ending ending, long latency) {
        if (ticket.isStream() || ending == Ticket.Ending.SILENT) {
            return;
        }
        Limits now = limits.get();
        if (ending == Ticket.Ending.OVERLOADED) {
            adaptive.overloaded(ticket.startedAt(), events.now(), now);
        } else {
            adaptive.answered(ticket.startedAt(), latency, requestsIn, events.now(), now);
        }
    }

    private void leave(Ticket ticket) {
        ticket.over();
        census(ticket).leave(ticket.caller());
    }

    private void count(Ticket ticket, int change) {
        if (ticket.isStream()) {
            streamsIn += change;
        } else {
            requestsIn += change;
        }
        (ticket.isStream() ? streamsOf : requestsOf)
                .merge(ticket.caller(), change, (held, more) -> held + more == 0 ? null : held + more);
    }

    private int held(Ticket ticket) {
        return (ticket.isStream() ? streamsOf : requestsOf).getOrDefault(ticket.caller(), 0);
    }

    private Census census(Ticket ticket) {
        return ticket.isStream() ? streams : requests;
    }

    private void rejected(Ticket ticket, Rejection reason) {
        events.rejected(reason);
        ticket.tell(Optional.of(reason));
    }
}
