// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import io.fairlead.api.smb.PipeService;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The server's end of one open pipe, C706 12.6: takes PDUs, gives PDUs. Everything that comes from the other end is bounded.
 * One thread at a time.
 */
public final class RpcPipe implements PipeService.Pipe {
    private static final int BIND = 11;
    private static final int BIND_ACK = 12;
    private static final int ALTER_CONTEXT = 14;
    private static final int ALTER_CONTEXT_RESPONSE = 15;
    private static final int REQUEST = 0;
    private static final int RESPONSE = 2;
    private static final int FAULT = 3;
    private static final int FIRST = 0x1;
    private static final int LAST = 0x2;
    private static final int OBJECT = 0x80;
    private static final int HEADER_BYTES = 16;
    private static final int MOST_FRAGMENT = 4280; // what Windows and Samba offer
    private static final int MOST_STUB = 64 * 1024;
    private static final int MOST_CONTEXTS = 32;
    private static final int MOST_ANSWERS = 1024; // fragments that wait to be read
    private static final int LITTLE_ENDIAN_DREP = 0x10;

    private final String name;
    private final RpcInterface service;
    private final Map<Integer, Boolean> contexts = new HashMap<>(); // ids that are bound
    private final Deque<byte[]> answers = new ArrayDeque<>(); // fragments that wait to be read
    private final ByteArrayOutputStream stub = new ByteArrayOutputStream();
    private ByteBuffer input = ByteBuffer.allocate(2 * MOST_FRAGMENT).order(ByteOrder.LITTLE_ENDIAN);
    private int fragmentBytes = MOST_FRAGMENT;

    RpcPipe(String name, RpcInterface service) {
        this.name = name;
        this.service = service;
    }

    private record Header(int type, int flags, int length, int authLength, long callId) {}

    /**
     * Takes what was written to the pipe: a PDU, a part of one, or several.
     *
     * @throws MalformedMessageException for what is no PDU: the pipe is of no use any more
     */
    @Override
    public void write(ByteBuffer data) throws MalformedMessageException {
        while (data.hasRemaining()) {
            int some = Math.min(data.remaining(), input.remaining());
            input.put(data.slice(data.position(), some));
            data.position(data.position() + some);
            if (!takeAll() && !input.hasRemaining()) {
                throw new MalformedMessageException("a fragment is too long");
            }
        }
    }

    /** The next PDU; null if there is none. */
    @Override
    public byte[] next() {
        return answers.poll();
    }

    /** Whether it took one at least. */
    private boolean takeAll() throws MalformedMessageException {
        boolean took = false;
        input.flip();
        while (input.remaining() >= HEADER_BYTES) {
            WireReader in = new WireReader(input, ByteOrder.LITTLE_ENDIAN);
            Header header = header(in);
            if (input.remaining() < header.length) {
                break;
            }
            if (answers.size() >= MOST_ANSWERS) {
                throw new MalformedMessageException("answers are not read");
            }
            byte[] pdu = new byte[header.length];
            input.get(pdu);
            take(header, new WireReader(ByteBuffer.wrap(pdu), ByteOrder.LITTLE_ENDIAN).skip(HEADER_BYTES));
            took = true;
        }
        input.compact();
        return took;
    }

    private static Header header(WireReader in) throws MalformedMessageException {
        int version = in.u8();
        in.skip(1); // rpc_vers_minor
        int type = in.u8();
        int flags = in.u8();
        int representation = in.u8();
        in.skip(3);
        int length = in.u16();
        Header header = new Header(type, flags, length, in.u16(), in.u32());
        if (version != 5 || representation != LITTLE_ENDIAN_DREP || length < HEADER_BYTES || length > MOST_FRAGMENT) {
            throw new MalformedMessageException("an RPC header of version " + version + " and length " + length);
        }
        return header;
    }

    private void take(Header header, WireReader in) throws MalformedMessageException {
        switch (header.type) {
            case BIND -> bind(header, in, BIND_ACK);
            case ALTER_CONTEXT -> bind(header, in, ALTER_CONTEXT_RESPONSE);
            case REQUEST -> request(header, in);
            default -> throw new MalformedMessageException("RPC PDU of type " + header.type);
        }
    }

    /** C706 12.6.4.3: each context is accepted or not, for itself. */
    private void bind(Header header, WireReader in, int answer) throws MalformedMessageException {
        int theirMost = in.u16();
        in.skip(2 + 4); // max_recv_frag, assoc_group_id
        fragmentBytes = Math.max(HEADER_BYTES + 64, Math.min(MOST_FRAGMENT, theirMost));
        int count = in.u8();
        in.skip(3);
        if (count > MOST_CONTEXTS) {
            throw new MalformedMessageException(count + " presentation contexts");
        }
        WireWriter results = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int id = in.u16();
            int syntaxes = in.u8();
            in.skip(1);
            boolean known = Syntax.decode(in).equals(service.syntax());
            boolean ndr = false;
            for (int s = 0; s < syntaxes; s++) {
                ndr |= Syntax.decode(in).equals(Syntax.NDR);
            }
            boolean bound = known && ndr;
            if (bound) {
                contexts.put(id, true);
            }
            results.u16(bound ? 0 : 2).u16(bound ? 0 : known ? 2 : 1); // provider rejection, and why
            (bound ? Syntax.NDR : new Syntax(0, 0, 0)).encode(results);
        }
        String address = "\\PIPE\\" + name;
        WireWriter out = begin(answer, FIRST | LAST, header.callId);
        out.u16(MOST_FRAGMENT).u16(MOST_FRAGMENT).u32(0x53f0); // assoc_group_id: any but 0
        out.u16(address.length() + 1).utf8(address).u8(0).align(4);
        out.u8(count).zero(3).bytes(results.toBytes());
        answers.add(end(out));
    }

    private void request(Header header, WireReader in) throws MalformedMessageException {
        in.skip(4); // alloc_hint: a wish, and perhaps a lie
        int context = in.u16();
        int operation = in.u16();
        if ((header.flags & OBJECT) != 0) {
            in.skip(16);
        }
        if ((header.flags & FIRST) != 0) {
            stub.reset();
        }
        if (header.authLength != 0 || stub.size() + in.remaining() > MOST_STUB) {
            throw new MalformedMessageException("a request with its own authentication, or too long");
        }
        stub.writeBytes(in.bytes(in.remaining()));
        if ((header.flags & LAST) == 0) {
            return;
        }
        NdrWriter out = new NdrWriter();
        try {
            call(context, operation, out);
            respond(header.callId, context, out.toBytes());
        } catch (RpcFault e) {
            fault(header.callId, context, e.status());
        } catch (MalformedMessageException e) {
            fault(header.callId, context, RpcFault.BAD_STUB_DATA);
        }
    }

    private void call(int context, int operation, NdrWriter out) throws MalformedMessageException, RpcFault {
        if (!contexts.containsKey(context)) {
            throw new RpcFault(RpcFault.NO_INTERFACE);
        }
        RpcInterface.Operation procedure = service.operations().get(operation);
        if (procedure == null) {
            throw new RpcFault(RpcFault.NO_OPERATION);
        }
        procedure.call(new NdrReader(stub.toByteArray()), out);
    }

    private void respond(long callId, int context, byte[] result) {
        int room = fragmentBytes - HEADER_BYTES - 8;
        int sent = 0;
        do {
            int some = Math.min(room, result.length - sent);
            boolean last = sent + some == result.length;
            WireWriter out = begin(RESPONSE, (sent == 0 ? FIRST : 0) | (last ? LAST : 0), callId);
            out.u32(result.length - sent).u16(context).u16(0);
            out.bytes(ByteBuffer.wrap(result, sent, some));
            answers.add(end(out));
            sent += some;
        } while (sent < result.length);
    }

    private void fault(long callId, int context, int status) {
        WireWriter out = begin(FAULT, FIRST | LAST, callId);
        out.u32(32).u16(context).u16(0).u32(Integer.toUnsignedLong(status)).u32(0);
        answers.add(end(out));
    }

    private static WireWriter begin(int type, int flags, long callId) {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        out.u8(5).u8(0).u8(type).u8(flags).u8(LITTLE_ENDIAN_DREP).zero(3);
        return out.u16(0).u16(0).u32(callId);
    }

    private static byte[] end(WireWriter out) {
        return out.setU16(8, out.position()).toBytes();
    }

    /** The pipes that every server has. */
    public static List<String> names() {
        return List.of("srvsvc", "wkssvc", "lsarpc");
    }

    /**
     * The service of {@link #names}.
     *
     * @param views what each client is told
     * @param accounts who there is
     */
    public static PipeService service(Function<PipeService.Client, ServerView> views, SidNames accounts) {
        return (name, client) -> new RpcPipe(name, service(name, views.apply(client), accounts));
    }

    private static RpcInterface service(String name, ServerView view, SidNames accounts) {
        return switch (name) {
            case "srvsvc" -> ServerService.of(view);
            case "wkssvc" -> WorkstationService.of(view);
            default -> LocalAuthority.of(view.computerName(), accounts);
        };
    }
}
