// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callers that keep to C706, and those that do not: a fault, or the end of the pipe, and never more than it may hold. */
class RpcPipeTest {
    private static final int BIND = 11;
    private static final int REQUEST = 0;
    private static final int FAULT = 3;
    private static final int FIRST = 1;
    private static final int LAST = 2;

    private final RpcPipe pipe = new RpcPipe("wkssvc", WorkstationService.of(new ServerView() {
        @Override
        public String computerName() {
            return "NAME";
        }

        @Override
        public List<ShareInfo> shares() {
            return List.of();
        }

        @Override
        public List<SessionInfo> sessions() {
            return List.of(new SessionInfo("c", "u", 1, Instant.EPOCH, 0));
        }

        @Override
        public List<FileInfo> files() {
            return List.of();
        }

        @Override
        public boolean administrator() {
            return false;
        }
    }));

    private static WireWriter pdu(int type, int flags, int authLength) {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u8(5)
                .u8(0)
                .u8(type)
                .u8(flags)
                .u32(0x10)
                .u16(0)
                .u16(authLength)
                .u32(1);
    }

    private void send(WireWriter pdu) throws MalformedMessageException {
        pipe.write(ByteBuffer.wrap(pdu.setU16(8, pdu.position()).toBytes()));
    }

    private static WireWriter bind(int contexts, Syntax of) {
        WireWriter out = pdu(BIND, FIRST | LAST, 0)
                .u16(4280)
                .u16(4280)
                .u32(0)
                .u8(contexts)
                .zero(3);
        for (int i = 0; i < contexts; i++) {
            out.u16(i).u8(1).u8(0);
            of.encode(out);
            Syntax.NDR.encode(out);
        }
        return out;
    }

    private static WireWriter call(int flags, int operation, int hint, int bytes) {
        return pdu(REQUEST, flags, 0).u32(hint).u16(0).u16(operation).zero(bytes);
    }

    private int fault() throws Exception {
        WireReader in = new WireReader(ByteBuffer.wrap(pipe.next()), ByteOrder.LITTLE_ENDIAN).skip(2);
        assertThat(in.u8()).isEqualTo(FAULT);
        return (int) in.skip(21).u32();
    }

    private void bound() throws Exception {
        send(bind(1, WorkstationService.of(null).syntax()));
        pipe.next();
    }

    @Test
    void aCallWithoutABindIsAFault() throws Exception {
        send(call(FIRST | LAST, 0, 0, 0));
        assertThat(fault()).isEqualTo(RpcFault.NO_INTERFACE);
        send(bind(1, new Syntax(1, 2, 3)));
        pipe.next();
        send(call(FIRST | LAST, 0, 0, 0));
        assertThat(fault()).isEqualTo(RpcFault.NO_INTERFACE);
    }

    @Test
    void anUnknownOperationIsAFaultAndSoIsAShortOne() throws Exception {
        bound();
        send(call(FIRST | LAST, 999, 0, 0));
        assertThat(fault()).isEqualTo(RpcFault.NO_OPERATION);
        send(call(FIRST | LAST, 0, Integer.MAX_VALUE, 2)); // whatever alloc_hint says
        assertThat(fault()).isEqualTo(RpcFault.BAD_STUB_DATA);
    }

    @Test
    void fragmentsThatNeverEndEndThePipe() throws Exception {
        bound();
        send(call(FIRST, 0, 0, 4000));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        send(call(0, 0, 0, 4000));
                    }
                })
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aFragmentWithAnAuthenticationOfItsOwnEndsThePipe() throws Exception {
        bound();
        send(call(FIRST, 0, 0, 10));
        assertThatThrownBy(
                        () -> send(pdu(REQUEST, LAST, 16).u32(0).u16(0).u16(0).zero(40)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void manyContextsOrAnswersAreTooMany() {
        assertThatThrownBy(() -> send(bind(33, new Syntax(1, 2, 3)))).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5000; i++) {
                        send(bind(1, new Syntax(1, 2, 3)));
                    }
                })
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void whatIsNoPduEndsThePipe() {
        for (byte[] header : new byte[][] {
            {4, 0, 0, 3, 0x10, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0},
            {5, 0, 0, 3, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0},
            {5, 0, 0, 3, 0x10, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0},
            {5, 0, 0, 3, 0x10, 0, 0, 0, -1, -1, 0, 0, 0, 0, 0, 0},
            {5, 0, 99, 3, 0x10, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0}
        }) {
            assertThatThrownBy(() -> new RpcPipe("wkssvc", WorkstationService.of(null)).write(ByteBuffer.wrap(header)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }
}
