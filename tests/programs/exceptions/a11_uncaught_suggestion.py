class Turtle:
    def __init__(self):
        self.heading = 90

    def forward(self, distance):
        return distance * self.hedaing


Turtle().forward(10)
