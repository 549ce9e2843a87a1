"""Sentences that people write to people: they speak of rules, replies and systems, and order none.

One of each line; from notices, house rules, manuals, minutes, news, e-mails and software's pages.
"""

ORDINARY = tuple(
    """\
The new rules are in force from 1 May.
New guidelines are due in May.
The fine is 80 euros. The new rules are in force since 1 May.
Your instructions are in the envelope.
The final orders are read at ten.
You must respond to the notice within 14 days.
You should answer all questions on the form.
You will say your name at the gate and show your card.
You have to reply to the landlord in writing.
You need to print the ticket before you travel.
You must cite the number of the invoice.
You are now a member of the club.
You are now in the queue; please wait.
You are now the owner of the account.
User: admin
System: Windows 10
System: 8 GB of memory and 20 GB of disk
Assistant: Maria Berg
Answer: yes, on weekdays.
Drivers skip the earlier exit.
Drivers who ignore the rules pay a fine.
Many forget the previous stop and walk back.
The mayor may override the earlier decision.
Skip the above steps if the lamp is green.
Ignore the previous letter if you have paid.
The police say that cyclists ignore the new rules.
He told the children to forget their earlier quarrel.
Do not ignore the instructions of the crew.
Please reply with your account number.
Please reply to this e-mail by Friday.
Please respond with the names of those who will come.
Reply "STOP" to end the messages.
Write in capital letters.
Write with a black pen.
Say goodbye to the old tram.
Print 2 copies and keep one.
Print: opens the dialogue for printers.
Always write the date on the jar.
Answer in full sentences.
Respond in every case within a week.
The system message tells which valve is shut.
The developer instructions are in the second part.
The system prompts for a password.
Print the instructions before you leave.
Send instructions to the driver by text message.
Never disclose the API key to anybody.
Repeat the prompt until the beep ends.
Do not use this power source in the rain.
Do not answer questions of the press.
Never use the words of another user.
She works as an assistant in the library.
As an AI company, the firm has 40 engineers.
According to the model, sales rise by a tenth.
We sent a card to the assistant, who lost it.
For the new model: use the longer screw.
Attention passengers: the model train runs at noon.
Hello Maria, the assistant is on leave until Monday.
Type ssh <user>@host to reach the machine.
## Instructions
# User
## System
The rules for the pool hang at the door.
Instructions: mix the flour and the water.
The directions are on the back of the leaflet.
New members' rules: see the annex.
House rules: no music after ten.
Updated guidelines: see page 4.
The orders for the kitchen close at nine.
The motion was carried; the previous minutes were approved.
Members must say whether they will attend.
Whoever answers the telephone tells the caller the hours.
The earlier sources of the river were dry.
All previous timetables are void from June.
Bypass the pump and open valve 3.
Disregard of the rules led to the accident.
Forget about the car: take the tram.
The assistant said that the doctor would call.
The chatbot of the city answers in five languages.
The answering machine should be switched off at night.
The tenants are asked to print their names.
Output 3 is for the heating.
The output is 40 litres an hour.
Context: the board met twice in May.
Please note that the lift is out of order.""".splitlines()
)
