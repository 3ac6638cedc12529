// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.rpc.ServerView.ShareInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a server for its shares: the client's end of a pipe ({@code srvsvc}), C706 12.6, for the one call NetrShareEnum,
 * [MS-SRVS] 3.1.4.8. Everything that comes from the other end is bounded.
 */
public final class ShareEnumeration {
    /** The pipe's name. */
    public static final String PIPE = "srvsvc";

    /** Most bytes of one answer of the pipe. */
    public static final int MOST_FRAGMENT = 4280;

    private static final Syntax SYNTAX = Syntax.of("4b324fc8-1670-01d3-1278-5a47bf6ee188", 3);
    private static final int REQUEST = 0;
    private static final int RESPONSE = 2;
    private static final int BIND = 11;
    private static final int BIND_ACK = 12;
    private static final int FIRST = 0x1;
    private static final int LAST = 0x2;
    private static final int HEADER_BYTES = 16;
    private static final int LITTLE_ENDIAN_DREP = 0x10;
    private static final int SHARE_ENUM = 15;
    private static final int MOST_STUB = 4 * 1024 * 1024;
    private static final int MOST_SHARES = 65_536;
    private static final long OK = 0;

    private final Pipe pipe;
    private ByteBuffer input = ByteBuffer.allocate(0); // of fragments that came and were not taken apart

    /** An open pipe. */
    public interface Pipe {
        /** Sends a PDU, and gives the first bytes of the answer. */
        byte[] transceive(byte[] pdu) throws IOException;

        /** Further bytes of the answer. */
        byte[] read() throws IOException;
    }

    private ShareEnumeration(Pipe pipe) {
        this.pipe = pipe;
    }

    /**
     * All shares, those of administrators and those that are no disks among them.
     *
     * @param server its name, as we know it
     * @throws MalformedMessageException if the server does not answer as it should
     * @throws IOException of the pipe
     */
    public static List<ShareInfo> of(Pipe pipe, String server) throws IOException {
        ShareEnumeration calls = new ShareEnumeration(pipe);
        calls.bind();
        return calls.shares(server);
    }

    /** C706 12.6.4.3. */
    private void bind() throws IOException {
        WireWriter out = begin(BIND, 1);
        out.u16(MOST_FRAGMENT).u16(MOST_FRAGMENT).u32(0);
        out.u8(1).zero(3).u16(0).u8(1).u8(0); // one context with one transfer syntax
        SYNTAX.encode(out);
        Syntax.NDR.encode(out);
        input = ByteBuffer.wrap(pipe.transceive(end(out)));
        WireReader in = fragment(BIND_ACK);
        in.skip(2 + 2 + 4); // max_xmit_frag, max_recv_frag, assoc_group_id
        int address = in.u16();
        in.skip(address);
        in.skip(Math.floorMod(-in.position(), 4));
        int results = in.u8();
        in.skip(3);
        if (results != 1 || in.u16() != 0) {
            throw new MalformedMessageException("the server does not take calls about shares");
        }
    }

    private List<ShareInfo> shares(String server) throws IOException {
        NdrWriter call = new NdrWriter();
        call.stringPointer("\\\\" + server).deferred();
        call.u32(1).u32(1).pointer().u32(0).nullPointer(); // level 1, empty container
        call.u32(0xffff_ffffL).nullPointer(); // PreferedMaximumLength, ResumeHandle
        byte[] stub = call.toBytes();
        WireWriter out = begin(REQUEST, 2);
        out.u32(stub.length).u16(0).u16(SHARE_ENUM).bytes(stub);
        input = ByteBuffer.wrap(pipe.transceive(end(out)));
        return decode(new NdrReader(answer()));
    }

    private static List<ShareInfo> decode(NdrReader in) throws MalformedMessageException {
        in.u32();
        in.u32(); // level, twice
        List<ShareInfo> shares = new ArrayList<>();
        if (in.pointer()) {
            long count = in.u32();
            if (count > MOST_SHARES) {
                throw new MalformedMessageException(count + " shares");
            }
            if (in.pointer()) {
                entries(in, count, shares);
            }
        }
        in.u32(); // TotalEntries
        if (in.pointer()) {
            in.u32();
        }
        long status = in.u32();
        if (status != OK) {
            throw new MalformedMessageException("the server does not list its shares: error " + status);
        }
        return shares;
    }

    private static void entries(NdrReader in, long count, List<ShareInfo> shares) throws MalformedMessageException {
        in.u32(); // MaximumCount
        List<long[]> fixed = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            fixed.add(new long[] {in.u32(), in.u32(), in.u32()}); // pointer, type, pointer
        }
        for (long[] each : fixed) {
            String name = each[0] == 0 ? "" : in.string();
            String comment = each[2] == 0 ? "" : in.string();
            shares.add(new ShareInfo(name, each[1], comment, 0, 0));
        }
    }

    /** The stub of an answer, of as many fragments as it has. */
    private byte[] answer() throws IOException {
        ByteArrayOutputStream stub = new ByteArrayOutputStream();
        while (true) {
            boolean last = (flags() & LAST) != 0;
            WireReader in = fragment(RESPONSE);
            in.skip(4 + 2 + 2); // alloc_hint, p_cont_id, cancel_count
            stub.writeBytes(in.bytes(in.remaining()));
            if (stub.size() > MOST_STUB) {
                throw new MalformedMessageException("an answer of more than " + MOST_STUB + " bytes");
            }
            if (last) {
                return stub.toByteArray();
            }
        }
    }

    private int flags() throws IOException {
        need(HEADER_BYTES);
        return Byte.toUnsignedInt(input.get(input.position() + 3));
    }

    /** The next fragment, behind its header. */
    private WireReader fragment(int expected) throws IOException {
        need(HEADER_BYTES);
        WireReader header = new WireReader(input, ByteOrder.LITTLE_ENDIAN);
        int version = header.u8();
        header.skip(1);
        int type = header.u8();
        header.skip(1);
        int representation = header.u8();
        header.skip(3);
        int length = header.u16();
        int authentication = header.u16();
        if (version != 5
                || type != expected
                || representation != LITTLE_ENDIAN_DREP
                || length < HEADER_BYTES + 8
                || authentication != 0) {
            throw new MalformedMessageException("an RPC answer of type " + type + " and length " + length);
        }
        need(length);
        ByteBuffer whole = input.slice(input.position(), length);
        input.position(input.position() + length);
        return new WireReader(whole, ByteOrder.LITTLE_ENDIAN).skip(HEADER_BYTES);
    }

    private void need(int bytes) throws IOException {
        while (input.remaining() < bytes) {
            byte[] more = pipe.read();
            if (more.length == 0) {
                throw new MalformedMessageException("an RPC answer that ends too early");
            }
            input = ByteBuffer.allocate(input.remaining() + more.length)
                    .put(input)
                    .put(more)
                    .flip();
        }
    }

    private static WireWriter begin(int type, int callId) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        out.u8(5).u8(0).u8(type).u8(FIRST | LAST).u8(LITTLE_ENDIAN_DREP).zero(3);
        return out.u16(0).u16(0).u32(callId);
    }

    private static byte[] end(WireWriter out) {
        return out.setU16(8, out.position()).toBytes();
    }
}
