// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.UserLease;
import java.util.LinkedHashMap;
import java.util.Map;

/** One lease, and where its break stands. Guarded by the book's mutex. */
final class HeldLease {
    private static final int EPOCHS = 1 << 16; // 16 bits on the wire

    /** An open under it; while it is parked its holder is the car park, and nothing of the session is kept. */
    private static final class Member {
        final OpenId open;
        Lease.Holder holder;
        boolean parked;

        Member(OpenId open, Lease.Holder holder) {
            this.open = open;
            this.holder = holder;
        }
    }

    final UserLease id;
    final Lease.Kind kind;
    final boolean counted;
    FileKey file;
    private final LeaseNews news;
    private final Map<OpenId, Member> members = new LinkedHashMap<>(2);
    private int state;
    private int epoch;
    private boolean ended;

    /** Whether the client's answer is due; then what it was told, what is to remain in the end, and until when it has time. */
    private boolean breaking;

    private int told;
    private int required;
    private long deadline;

    HeldLease(UserLease id, Lease.Request request, FileKey file, LeaseNews news) {
        this.id = id;
        this.kind = request.kind();
        this.file = file;
        this.news = news;
        this.counted = request.epoch().isPresent();
        this.epoch = request.epoch().orElse(0) % EPOCHS;
        countChange(); // [MS-SMB2] 3.3.5.9.11: the client's epoch counts from the one it sent
    }

    private void countChange() {
        epoch = (epoch + 1) % EPOCHS;
    }

    /** An oplock of level II, which goes by its own open's writes, too ([MS-FSA] 2.1.4.12). */
    boolean isLevelTwo() {
        return kind == Lease.Kind.OPLOCK && state() == LeaseRules.READ;
    }

    int state() {
        return state;
    }

    int epoch() {
        return epoch;
    }

    boolean isBreaking() {
        return breaking;
    }

    boolean hasEnded() {
        return ended;
    }

    void join(OpenId open, Lease.Holder holder) {
        members.put(open, new Member(open, holder));
    }

    /** What it is granted first. */
    void begin(int granted) {
        state = granted;
    }

    /** Adds what is granted, unless that would take something away; while it is being broken it gets nothing. */
    void add(int granted) {
        if (!breaking && granted != state && (state & granted) == state) {
            state = granted;
            countChange();
        }
    }

    /** An open goes; whether it was under it. With the last one it ends. */
    boolean leave(OpenId open) {
        boolean left = members.remove(open) != null;
        if (left && members.isEmpty()) {
            ended = true;
            breaking = false;
            state = LeaseRules.NONE;
        }
        return left;
    }

    void handOver(OpenId open, Lease.Holder holder) {
        Member member = members.get(open);
        if (member != null) {
            member.holder = holder;
            member.parked = false;
            tellAgain(member);
        }
    }

    void park(OpenId open, Lease.Holder lot) {
        Member member = members.get(open);
        if (member != null) {
            member.holder = lot;
            member.parked = true;
            tellAgain(member);
        }
    }

    /** Who takes a member's place is told of the break that runs, unless another open's client was. */
    private void tellAgain(Member member) {
        if (breaking && member == spokesman()) {
            tell(member, true);
        }
    }

    /** The first open with a client; if there is none, the first. */
    private Member spokesman() {
        Member first = null;
        for (Member member : members.values()) {
            if (!member.parked && member.holder != null) {
                return member;
            }
            first = first == null ? member : first;
        }
        return first;
    }

    private void tell(Member member, boolean acknowledge) {
        Lease.Holder listener = member.holder;
        if (listener != null) {
            news.add(
                    listener,
                    new Lease.Broken(
                            member.open, id.key(), LeaseRules.set(state), LeaseRules.set(told), epoch, acknowledge));
        }
    }

    /**
     * Takes something away. Where the client is to answer first, it keeps its state until then.
     *
     * @param until when it has to have answered
     */
    void lose(int lost, long until) {
        int left = LeaseRules.left(breaking ? required : state, lost, kind);
        if (breaking) {
            required = left; // told in the next step
        } else if (left != state) {
            required = left;
            countChange();
            tellToKeep(left, until);
        }
    }

    private void tellToKeep(int kept, long until) {
        told = kept;
        Member member = spokesman();
        boolean acknowledge = state != LeaseRules.READ && member.holder != null;
        tell(member, acknowledge);
        if (acknowledge) {
            breaking = true;
            deadline = until;
        } else {
            state = kept;
        }
    }

    /** The client has answered. */
    Lease.Answer acknowledge(int bits, long until) {
        if (ended) {
            return Lease.Answer.ENDED;
        }
        if (!breaking) {
            return Lease.Answer.NOT_BREAKING;
        }
        if (kind == Lease.Kind.LEASE && (bits & ~told) != 0) {
            return Lease.Answer.TOO_MUCH;
        }
        state = LeaseRules.legal(bits & told);
        breaking = false;
        if ((state & ~required) != 0) {
            // in steps that count as one, as with Windows and Samba: reads go last, and need no answer
            tellToKeep(state == LeaseRules.READ ? required : required | (state & LeaseRules.READ), until);
        }
        return Lease.Answer.TAKEN;
    }

    /** Nanoseconds until the answer is too late. */
    long nanosLeft(long now) {
        return breaking ? deadline - now : Long.MAX_VALUE;
    }

    /** [MS-SMB2] 3.3.2.1: the client has not answered in time. */
    void takeAway() {
        breaking = false;
        state = LeaseRules.NONE;
    }
}
