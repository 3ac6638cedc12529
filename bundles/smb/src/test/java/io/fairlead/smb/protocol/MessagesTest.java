// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message, there and back, whole and spoilt. */
class MessagesTest {
    private static final UUID GUID = new UUID(0x0102030405060708L, 0x1112131415161718L);
    private static final FileId FILE = new FileId(0x1122334455667788L, 0x99aabbccddeeff00L);
    private static final FileTimesAndSizes TIMES = new FileTimesAndSizes(1, 2, 3, 4, 8192, 5000, 0x20);

    /** Reads a body. */
    interface Decoder {
        Message decode(WireReader in) throws MalformedMessageException;
    }

    record Case(Message message, Decoder decoder) {
        @Override
        public String toString() {
            return message.getClass().getSimpleName();
        }
    }

    static Stream<Case> messages() {
        List<NegotiateContext> contexts = List.of(
                NegotiateContext.preauth(List.of(1), new byte[32]),
                NegotiateContext.ofIds(NegotiateContext.ENCRYPTION, List.of(2, 1, 4)),
                NegotiateContext.ofIds(NegotiateContext.SIGNING, List.of(2)));
        List<CreateContext> asked = List.of(
                new CreateContext("MxAc", new byte[0]),
                new CreateContext("RqLs", new byte[32]),
                new CreateContext("QFid", new byte[0]));
        byte[] some = {1, 2, 3, 4, 5};
        return Stream.of(
                new Case(new Empty(), Empty::decode),
                new Case(ErrorResponse.PLAIN, ErrorResponse::decode),
                new Case(new ErrorResponse(1, some), ErrorResponse::decode),
                new Case(
                        new NegotiateRequest(1, 0x7f, GUID, List.of(0x202, 0x210, 0x311), contexts),
                        NegotiateRequest::decode),
                new Case(new NegotiateRequest(3, 0, GUID, List.of(0x202), List.of()), NegotiateRequest::decode),
                new Case(
                        new NegotiateResponse(
                                1,
                                0x311,
                                GUID,
                                4,
                                new NegotiateResponse.Limits(8388608, 8388608, 8388608),
                                132000000000000000L,
                                some,
                                contexts),
                        NegotiateResponse::decode),
                new Case(new SessionSetupRequest(0, 1, 0, some, 7), SessionSetupRequest::decode),
                new Case(new SessionSetupResponse(4, some), SessionSetupResponse::decode),
                new Case(new TreeConnectRequest(0, "\\\\server\\share"), TreeConnectRequest::decode),
                new Case(new TreeConnectResponse(1, 0x8000, 0, 0x1f01ff), TreeConnectResponse::decode),
                new Case(
                        new CreateRequest(0, 2, 0x12019f, 0x80, 7, 3, 0x40, "dir\\file.txt", asked),
                        CreateRequest::decode),
                new Case(new CreateRequest(0, 2, 0x80, 0, 7, 1, 0, "", List.of()), CreateRequest::decode),
                new Case(new CreateResponse(0, 1, TIMES, FILE, asked), CreateResponse::decode),
                new Case(new CloseRequest(1, FILE), CloseRequest::decode),
                new Case(new CloseResponse(1, TIMES), CloseResponse::decode),
                new Case(new FlushRequest(FILE), FlushRequest::decode),
                new Case(new ReadRequest(0, 65536, 4096, FILE, 1, 0), ReadRequest::decode),
                new Case(new ReadResponse(ByteBuffer.wrap(some)), ReadResponse::decode),
                new Case(new WriteRequest(4096, FILE, 0, 1, ByteBuffer.wrap(some)), WriteRequest::decode),
                new Case(new WriteResponse(5), WriteResponse::decode),
                new Case(
                        new LockRequest(
                                3,
                                17,
                                FILE,
                                List.of(new LockRequest.Element(0, 10, 2), new LockRequest.Element(-1, 1, 0x11))),
                        LockRequest::decode),
                new Case(new IoctlRequest(0x140204, FILE, some, 0, 24, 1), IoctlRequest::decode),
                new Case(new IoctlResponse(0x140204, FILE, some), IoctlResponse::decode),
                new Case(new QueryDirectoryRequest(37, 1, 0, FILE, "*.txt", 65536), QueryDirectoryRequest::decode),
                new Case(new OutputResponse(some), OutputResponse::decode),
                new Case(new ChangeNotifyRequest(1, 4096, FILE, 0x17), ChangeNotifyRequest::decode),
                new Case(new QueryInfoRequest(1, 18, 1024, 7, 0, FILE, some), QueryInfoRequest::decode),
                new Case(new SetInfoRequest(1, 10, 0, FILE, some), SetInfoRequest::decode),
                new Case(new SetInfoResponse(), SetInfoResponse::decode),
                new Case(new OplockBreak(1, FILE), OplockBreak::decode),
                new Case(new LeaseBreak(3, 1, GUID, 7, 3), LeaseBreak::decode),
                new Case(new LeaseAcknowledgment(0, GUID, 1), LeaseAcknowledgment::decode));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBack(Case one) throws Exception {
        byte[] wire = encode(one.message);

        Message back = one.decoder.decode(body(wire));

        assertThat(encode(back)).isEqualTo(wire);
        assertThat(back.toString().replaceAll("\\[B@\\w+|pos=\\d+ lim=\\d+ cap=\\d+", ""))
                .isEqualTo(one.message.toString().replaceAll("\\[B@\\w+|pos=\\d+ lim=\\d+ cap=\\d+", ""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isRefusedWhereverItIsCut(Case one) {
        byte[] wire = encode(one.message);
        for (int length = Smb2Header.BYTES; length < wire.length; length++) {
            decodeOrRefuse(one, java.util.Arrays.copyOf(wire, length));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void outlivesAnyDamage(Case one) {
        byte[] wire = encode(one.message);
        Random random = new Random(20_261_129);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = wire.clone();
            for (int i = 0; i <= round % 4; i++) {
                int at = Smb2Header.BYTES + random.nextInt(damaged.length - Smb2Header.BYTES);
                damaged[at] = (byte)
                        switch (random.nextInt(4)) {
                            case 0 -> 0;
                            case 1 -> 0xff;
                            case 2 -> 0x7f;
                            default -> random.nextInt();
                        };
            }
            decodeOrRefuse(one, damaged);
        }
    }

    private static void decodeOrRefuse(Case one, byte[] wire) {
        try {
            assertThat(one.decoder.decode(body(wire))).isNotNull();
        } catch (MalformedMessageException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    @Test
    void headerComesBackWithTreeOrAsyncId() throws Exception {
        var sync = new Smb2Header(1, 0xC0000022, 5, 31, Smb2Header.RESPONSE, 120, 77, 0, 9, 0x1234);
        var async = new Smb2Header(1, 0x103, 15, 1, Smb2Header.ASYNC, 0, 78, 5, 0, 0x1234);
        for (Smb2Header header : List.of(sync, async)) {
            var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
            header.encode(out);
            assertThat(out.position()).isEqualTo(Smb2Header.BYTES);
            assertThat(Smb2Header.decode(new WireReader(out.toBuffer(), ByteOrder.LITTLE_ENDIAN)))
                    .isEqualTo(header);
        }
    }

    private static byte[] encode(Message message) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).zero(Smb2Header.BYTES);
        message.encode(out);
        return out.bytes(message.bulk()).toBytes();
    }

    private static WireReader body(byte[] wire) throws MalformedMessageException {
        return new WireReader(ByteBuffer.wrap(wire), ByteOrder.LITTLE_ENDIAN).skip(Smb2Header.BYTES);
    }
}
