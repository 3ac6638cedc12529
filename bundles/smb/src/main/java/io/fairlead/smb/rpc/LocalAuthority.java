// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.acl.Sid;
import io.fairlead.net.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * lsarpc, [MS-LSAT] 3.1.4: names of SIDs and SIDs of names, which clients ask for to show security descriptors. One for each
 * pipe; for one thread at a time.
 */
final class LocalAuthority {
    private static final Syntax SYNTAX = Syntax.of("12345778-1234-abcd-ef00-0123456789ab", 0);
    private static final byte[] HANDLE = {
        0, 0, 0, 0, 'F', 'a', 'i', 'r', 'l', 'e', 'a', 'd', ' ', 'p', 'o', 'l', 'i', 'c', 'y', '.'
    };
    private static final int MOST = 1000; // as Windows
    private static final long OK = 0;
    private static final long SOME_NOT_MAPPED = 0x107;
    private static final long INVALID_HANDLE = 0xC000_0008L;
    private static final long INVALID_PARAMETER = 0xC000_000DL;
    private static final long NONE_MAPPED = 0xC000_0073L;
    private static final int PRIMARY_DOMAIN = 3;
    private static final int ACCOUNT_DOMAIN = 5;
    private static final long NO_DOMAIN = 0xffff_ffffL;

    private final String computer;
    private final SidNames names;

    private LocalAuthority(String computer, SidNames names) {
        this.computer = computer;
        this.names = names;
    }

    static RpcInterface of(String computer, SidNames names) {
        LocalAuthority service = new LocalAuthority(computer, names);
        return new RpcInterface(
                SYNTAX,
                Map.of(
                        0,
                        service::close,
                        6,
                        service::open,
                        7,
                        service::queryInformation,
                        14,
                        (in, out) -> service.lookupNames(in, out, 1),
                        15,
                        (in, out) -> service.lookupSids(in, out, 1),
                        44,
                        service::open,
                        46,
                        service::queryInformation,
                        57,
                        (in, out) -> service.lookupSids(in, out, 2),
                        58,
                        (in, out) -> service.lookupNames(in, out, 2),
                        68,
                        (in, out) -> service.lookupNames(in, out, 3)));
    }

    /** LsarOpenPolicy and LsarOpenPolicy2, 3.1.4.1: there is one, for whoever could connect. */
    private void open(NdrReader in, NdrWriter out) {
        out.bytes(HANDLE).u32(OK);
    }

    /** LsarClose, 3.1.4.3. */
    private void close(NdrReader in, NdrWriter out) {
        out.bytes(new byte[HANDLE.length]).u32(OK);
    }

    private static boolean isOurs(NdrReader in) throws MalformedMessageException {
        return java.util.Arrays.equals(in.bytes(HANDLE.length), HANDLE);
    }

    /** LsarQueryInformationPolicy, [MS-LSAD] 3.1.4.4.4: what the domain of the accounts is called. */
    private void queryInformation(NdrReader in, NdrWriter out) throws MalformedMessageException {
        boolean known = isOurs(in);
        int level = in.u16();
        if (!known || level != PRIMARY_DOMAIN && level != ACCOUNT_DOMAIN) {
            out.nullPointer().u32(known ? INVALID_PARAMETER : INVALID_HANDLE);
            return;
        }
        out.pointer().u16(level).align();
        out.unicodeString(computer).sidPointer(domain());
        out.deferred().u32(OK);
    }

    /** Of the computer itself; each account has one of its own. */
    private Sid domain() {
        Sid computers = Sid.ofAccount(computer + "$");
        return new Sid(
                computers.authority(),
                computers.parts().subList(0, computers.parts().size() - 1));
    }

    /** LsarLookupNames, 3.1.4.8, and its successors 2 and 3, 3.1.4.7 and 3.1.4.6. */
    private void lookupNames(NdrReader in, NdrWriter out, int version) throws MalformedMessageException {
        boolean known = isOurs(in);
        List<String> asked = names(in);
        List<Optional<Principal>> found = new ArrayList<>(asked.size());
        for (String name : asked) {
            found.add(known ? Principal.of(name, computer, names) : Optional.empty());
        }
        List<Principal> domains = domains(found, out);
        array(found.size(), out);
        for (Optional<Principal> each : found) {
            out.u16(each.map(Principal::type).orElse(Principal.UNKNOWN)).align();
            if (version < 3) {
                out.u32(each.map(Principal::relativeId).orElse(0));
            } else if (each.isPresent()) {
                out.sidPointer(each.get().sid());
            } else {
                out.nullPointer();
            }
            out.u32(each.map(one -> index(domains, one)).orElse(NO_DOMAIN));
            if (version > 1) {
                out.u32(0); // Flags
            }
        }
        out.deferred();
        end(found, known, out);
    }

    private static List<String> names(NdrReader in) throws MalformedMessageException {
        int count = count(in);
        count(in, count);
        boolean[] given = new boolean[count];
        for (int i = 0; i < count; i++) {
            in.u32(); // Length, MaximumLength
            given[i] = in.pointer();
        }
        List<String> asked = new ArrayList<>(count);
        for (boolean there : given) {
            asked.add(there ? in.string() : "");
        }
        return asked;
    }

    /** LsarLookupSids, 3.1.4.11, and LsarLookupSids2, 3.1.4.10. */
    private void lookupSids(NdrReader in, NdrWriter out, int version) throws MalformedMessageException {
        boolean known = isOurs(in);
        List<Sid> asked = sids(in);
        List<Optional<Principal>> found = new ArrayList<>(asked.size());
        for (Sid sid : asked) {
            found.add(known ? Principal.of(sid, computer, names) : Optional.empty());
        }
        List<Principal> domains = domains(found, out);
        array(found.size(), out);
        for (int i = 0; i < found.size(); i++) {
            Optional<Principal> each = found.get(i);
            out.u16(each.map(Principal::type).orElse(Principal.UNKNOWN)).align();
            out.unicodeString(each.map(Principal::name).orElse(asked.get(i).toString()));
            out.u32(each.map(one -> index(domains, one)).orElse(NO_DOMAIN));
            if (version > 1) {
                out.u32(0); // Flags
            }
        }
        out.deferred();
        end(found, known, out);
    }

    private static List<Sid> sids(NdrReader in) throws MalformedMessageException {
        int count = count(in);
        List<Sid> asked = new ArrayList<>(count);
        if (!in.pointer()) {
            return asked;
        }
        count(in, count);
        for (int i = 0; i < count; i++) {
            if (!in.pointer()) {
                throw new MalformedMessageException("no SID");
            }
        }
        for (int i = 0; i < count; i++) {
            asked.add(in.sid());
        }
        return asked;
    }

    private static int count(NdrReader in) throws MalformedMessageException {
        long count = in.u32();
        if (count > MOST) {
            throw new MalformedMessageException(count + " entries");
        }
        return (int) count;
    }

    /** The count that an array brings itself. */
    private static void count(NdrReader in, int expected) throws MalformedMessageException {
        if (in.u32() != expected) {
            throw new MalformedMessageException("the array has another size");
        }
    }

    /** LSAPR_REFERENCED_DOMAIN_LIST, 2.2.12; returns one of each domain, in its order. */
    private static List<Principal> domains(List<Optional<Principal>> found, NdrWriter out) {
        List<Principal> domains = new ArrayList<>();
        for (Optional<Principal> each : found) {
            if (each.isPresent() && index(domains, each.get()) == NO_DOMAIN) {
                domains.add(each.get());
            }
        }
        out.pointer();
        array(domains.size(), out, 32); // MaxEntries: ignored
        for (Principal one : domains) {
            out.unicodeString(one.domain()).sidPointer(one.domainSid());
        }
        out.deferred();
        return domains;
    }

    private static long index(List<Principal> domains, Principal of) {
        for (int i = 0; i < domains.size(); i++) {
            if (domains.get(i).domainSid().equals(of.domainSid())) {
                return i;
            }
        }
        return NO_DOMAIN;
    }

    /** The head of a counted array, and the count that it brings itself. */
    private static void array(int count, NdrWriter out, long... between) {
        out.u32(count);
        if (count == 0) {
            out.nullPointer();
        } else {
            out.pointer();
        }
        for (long value : between) {
            out.u32(value);
        }
        if (count > 0) {
            out.u32(count);
        }
    }

    private static void end(List<Optional<Principal>> found, boolean known, NdrWriter out) {
        long mapped = found.stream().filter(Optional::isPresent).count();
        out.u32(mapped);
        if (!known) {
            out.u32(INVALID_HANDLE);
        } else if (mapped == found.size()) {
            out.u32(OK);
        } else {
            out.u32(mapped == 0 ? NONE_MAPPED : SOME_NOT_MAPPED);
        }
    }
}
