package io.mergesuite.merges;

import io.mergesuite.contracts.erasure.ErasureCommand;
import io.mergesuite.contracts.merge.MergeCommands;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topic;
import io.mergesuite.messaging.IncomingMessage;
import io.mergesuite.messaging.MessageHandler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** A consumer for each participant's topic. */
final class SimulatedParticipants {

    private SimulatedParticipants() {}

    @Singleton
    static class SimulatedCustomerService extends Consumer {
        SimulatedCustomerService(ParticipantsSimulator simulator) {
            super(simulator, Participant.CUSTOMER);
        }
    }

    @Singleton
    static class SimulatedOrderService extends Consumer {
        SimulatedOrderService(ParticipantsSimulator simulator) {
            super(simulator, Participant.ORDER);
        }
    }

    @Singleton
    static class SimulatedLeadService extends Consumer {
        SimulatedLeadService(ParticipantsSimulator simulator) {
            super(simulator, Participant.LEAD);
        }
    }

    @Singleton
    static class SimulatedBlacklistService extends Consumer {
        SimulatedBlacklistService(ParticipantsSimulator simulator) {
            super(simulator, Participant.BLACKLIST);
        }
    }

    abstract static class Consumer implements MessageHandler {

        private final ParticipantsSimulator simulator;
        private final Participant participant;

        Consumer(ParticipantsSimulator simulator, Participant participant) {
            this.simulator = simulator;
            this.participant = participant;
        }

        @Override
        public String consumer() {
            return "simulated-" + participant;
        }

        @Override
        public Set<Topic> topics() {
            return Set.of(participant.commands());
        }

        @Override
        public void handle(List<IncomingMessage> messages) {
            for (var message : messages) {
                switch (message.body()) {
                    case MergeCommands commands -> simulator.take(participant, commands);
                    case ErasureCommand command -> simulator.take(participant, command);
                    default -> throw new IllegalStateException("no command: " + message.body());
                }
            }
        }
    }
}
